using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml;

namespace Parley.Channels.Tests.Encoders;

/// <summary>
/// Random and mutated bytes: every reader answers them with a message or with a documented exception, gives all buffers back, and
/// still reads the next good message. PARLEY_FUZZ_SEED and PARLEY_FUZZ_SECONDS repeat a run or make it longer.
/// </summary>
public class FuzzTests(ITestOutputHelper output)
{
    private const string MtomType = "multipart/related; boundary=b; start=\"<r>\"";

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static byte[] MtomSample() => Encoding.Latin1.GetBytes(
        "\r\n--b\r\nContent-ID: <r>\r\nContent-Transfer-Encoding: 8bit\r\nContent-Type: application/xop+xml;charset=utf-8;type=\"text/xml\"\r\n\r\n"
        + "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header><h xmlns=\"urn:h\">v</h></s:Header><s:Body><x>"
        + "<y a=\"1\"><xop:Include href=\"cid:p%201\" xmlns:xop=\"http://www.w3.org/2004/08/xop/include\"/></y>"
        + "<y><xop:Include href=\"cid:p2\" xmlns:xop=\"http://www.w3.org/2004/08/xop/include\"/></y></x></s:Body></s:Envelope>"
        + "\r\n--b\r\nContent-ID: <p 1>\r\nContent-Transfer-Encoding: binary\r\nContent-Type: application/octet-stream\r\n\r\nbytes \0\u0001\u00FF"
        + "\r\n--b\r\nContent-ID: <p2>\r\nContent-Transfer-Encoding: base64\r\nContent-Type: application/octet-stream\r\n\r\nYWJj"
        + "\r\n--b--\r\n");

    private static Message Sample(MessageVersion version)
    {
        var message = EncoderTesting.CreateMessage(version, writer =>
        {
            writer.WriteStartElement("p", "x", "urn:x");
            writer.WriteAttributeString("a", "urn:a", "value <&>");
            writer.WriteElementString("text", "héllo 漢 \U0001F600");
            Element(() => writer.WriteValue(12.5m));
            Element(() => writer.WriteValue(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)));
            Element(() => writer.WriteValue(1.5));
            Element(() => writer.WriteValue(new Guid("c854428e-098b-4c80-8a60-bf4466776b4e")));
            Element(() => writer.WriteValue(new UniqueId(new Guid("c854428e-098b-4c80-8a60-bf4466776b4e"))));
            Element(() => writer.WriteBase64(new byte[20], 0, 20));
            Element(() => writer.WriteQualifiedName("q", "urn:x"));
            writer.WriteArray("", "i", "", new[] { 1, 2, 70000 }, 0, 3);
            writer.WriteEndElement();

            void Element(Action content)
            {
                writer.WriteStartElement("v");
                content();
                writer.WriteEndElement();
            }
        });
        message.Headers.Add(MessageHeader.CreateHeader("custom", "urn:h", "value"));
        if (version.Addressing != AddressingVersion.None)
        {
            message.Headers.MessageId = new UniqueId(new Guid("c854428e-098b-4c80-8a60-bf4466776b4e"));
            message.Headers.To = new Uri("net.tcp://localhost/x");
            message.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
        }

        return message;
    }

    [Fact]
    public void Text_withstands_hostile_bytes()
    {
        var encoder = EncoderTesting.Text(MessageVersion.Default, quotas: new XmlDictionaryReaderQuotas()).Encoder;
        Run(() => encoder, EncoderTesting.Write(encoder, Sample(MessageVersion.Default)), "application/soap+xml; charset=utf-8", streamed: true);
    }

    [Fact]
    public void Long_texts_withstand_hostile_bytes()
    {
        var encoder = EncoderTesting.Text(MessageVersion.Default, quotas: XmlDictionaryReaderQuotas.Max).Encoder;
        var message = EncoderTesting.CreateMessage(MessageVersion.Default, writer =>
        {
            writer.WriteStartElement("x");
            writer.WriteElementString("v", new string('A', 1200));
            writer.WriteElementString("y", new string('B', 1200));
            writer.WriteEndElement();
        });
        Run(() => encoder, EncoderTesting.Write(encoder, message), null, streamed: false);
    }

    [Fact]
    public void Utf16_text_withstands_hostile_bytes()
    {
        var encoder = EncoderTesting.Text(MessageVersion.Default, Encoding.Unicode, new XmlDictionaryReaderQuotas()).Encoder;
        Run(() => encoder, EncoderTesting.Write(encoder, Sample(MessageVersion.Default)), "application/soap+xml", streamed: true);
    }

    [Fact]
    public void Binary_withstands_hostile_bytes()
    {
        var encoder = EncoderTesting.Binary(quotas: new XmlDictionaryReaderQuotas()).Encoder;
        Run(() => encoder, EncoderTesting.Write(encoder, Sample(MessageVersion.Default)), null, streamed: true);
    }

    [Fact]
    public void Binary_sessions_withstand_hostile_bytes()
    {
        var factory = EncoderTesting.Binary(quotas: new XmlDictionaryReaderQuotas());
        var bytes = CaptureFiles.Envelopes(CaptureFiles.Join("netfx-nettcp", "*-c2s.bin"))[0];
        Run(factory.CreateSessionEncoder, bytes, null, streamed: false);
    }

    [Fact]
    public void Compressed_binary_withstands_hostile_bytes()
    {
        var encoder = EncoderTesting.Binary(compression: CompressionFormat.GZip, quotas: new XmlDictionaryReaderQuotas()).Encoder;
        Run(() => encoder, EncoderTesting.Write(encoder, Sample(MessageVersion.Default)), null, streamed: true);
    }

    [Fact]
    public void Mtom_withstands_hostile_bytes()
    {
        var encoder = EncoderTesting.Mtom(MessageVersion.Soap11, quotas: new XmlDictionaryReaderQuotas()).Encoder;
        Run(() => encoder, MtomSample(), MtomType, streamed: true);
    }

    private void Run(Func<MessageEncoder> createEncoder, byte[] sample, string? contentType, bool streamed)
    {
        var seed = Setting("PARLEY_FUZZ_SEED", 20261121);
        output.WriteLine($"PARLEY_FUZZ_SEED={seed}");
        var random = new Random(seed);
        var buffers = new CountingBufferManager();
        var clock = Stopwatch.StartNew();
        var budget = TimeSpan.FromSeconds(Setting("PARLEY_FUZZ_SECONDS", 1));
        var iterations = 0;
        var messages = 0;
        for (; iterations <= 100 || clock.Elapsed < budget; iterations++)
        {
            var bytes = Mutate(sample, random);
            try
            {
                var message = streamed && random.Next(3) == 0
                    ? Complete(createEncoder().ReadMessageAsync(new MemoryStream(bytes), 65536, contentType))
                    : createEncoder().ReadMessage(buffers.Lend(bytes), buffers, contentType);
                try
                {
                    Consume(message, random);
                    messages++;
                }
                catch (Exception exception) when (exception is ArgumentException or IndexOutOfRangeException)
                {
                    // The platform's readers say so of an empty name, of characters that are cut off, and of an end among
                    // elements whose names are none. Formatters turn that into a malformed body.
                }
                finally
                {
                    message.Close();
                }
            }
            catch (Exception exception) when (exception is XmlException or CommunicationException or FormatException)
            {
            }
            catch (Exception exception)
            {
                Assert.Fail($"Iteration {iterations} of seed {seed}: {exception}\n{Convert.ToHexString(bytes)}");
            }

            Assert.Equal(0, buffers.Outstanding);
            if (iterations % 64 == 0)
            {
                var good = createEncoder().ReadMessage(buffers.Lend(sample), buffers, contentType);
                using (var reader = good.GetReaderAtBodyContents())
                {
                    Assert.NotEmpty(reader.LocalName);
                    reader.Skip();
                    Assert.Equal(XmlNodeType.EndElement, reader.NodeType);
                }

                good.Close();
            }
        }

        output.WriteLine($"{iterations} inputs, of which {messages} were messages");
    }

    private static Message Complete(ValueTask<Message> read) => read.AsTask().GetAwaiter().GetResult();

    private static void Consume(Message message, Random random)
    {
        if (message.IsEmpty)
        {
            return;
        }

        using var reader = message.GetReaderAtBodyContents();
        var typed = random.Next(2) == 0;
        while (!reader.EOF)
        {
            if (typed && reader.NodeType == XmlNodeType.Element && reader.LocalName is "v" or "y")
            {
                switch (random.Next(8))
                {
                    case 0:
                        reader.ReadElementContentAsDecimal();
                        break;
                    case 1:
                        reader.ReadElementContentAsDateTime();
                        break;
                    case 2:
                        reader.ReadElementContentAsGuid();
                        break;
                    case 3:
                        reader.ReadElementContentAsUniqueId();
                        break;
                    case 4 or 5:
                        reader.ReadElementContentAsBase64();
                        break;
                    case 6:
                        reader.ReadElementContentAsDouble();
                        break;
                    default:
                        reader.ReadElementContentAsString();
                        break;
                }

                continue;
            }

            if (reader.NodeType == XmlNodeType.Element && reader.HasAttributes)
            {
                while (reader.MoveToNextAttribute())
                {
                    _ = reader.Value;
                }

                reader.MoveToElement();
            }

            _ = reader.Name;
            _ = reader.Value;
            reader.Read();
        }
    }

    private static byte[] Mutate(byte[] sample, Random random)
    {
        if (random.Next(50) == 0)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            return noise;
        }

        var bytes = (byte[])sample.Clone();
        for (var changes = random.Next(1, 6); changes > 0 && bytes.Length > 0; changes--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    Array.Resize(ref bytes, random.Next(2) == 0 ? at : random.Next(bytes.Length / 2, bytes.Length + 1));
                    break;
                case 3:
                    var from = random.Next(bytes.Length);
                    Buffer.BlockCopy(bytes, from, bytes, at, Math.Min(random.Next(24), bytes.Length - Math.Max(at, from)));
                    break;
                default:
                    bytes = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(Math.Min(bytes.Length, at + random.Next(4)))];
                    break;
            }
        }

        return bytes;
    }
}

using System.Text;
using System.Xml;

namespace Parley.Channels.Tests.Encoders;

/// <summary>Every encoder, every version, every kind of body, buffered and streamed.</summary>
public class RoundTripTests
{
    public static TheoryData<string, string> EncodersAndVersions()
    {
        var data = new TheoryData<string, string>();
        foreach (var version in Versions.Keys)
        {
            data.Add("text", version);
            data.Add("text utf-16", version);
            data.Add("text utf-16BE", version);
            if (version != "None")
            {
                data.Add("mtom", version);
                data.Add("mtom utf-16", version);
            }

            if (version.StartsWith("Soap12", StringComparison.Ordinal))
            {
                data.Add("binary", version);
                data.Add("binary session", version);
                data.Add("binary gzip", version);
                data.Add("binary session gzip", version);
                data.Add("binary deflate", version);
                data.Add("binary session deflate", version);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EncodersAndVersions))]
    public void Every_body_comes_back_from_a_buffer(string encoderName, string versionName)
    {
        var (sender, receiver, version) = Create(encoderName, versionName);

        foreach (var (write, check) in Bodies())
        {
            for (var offset = 0; offset <= 7; offset += 7)
            {
                var message = EncoderTesting.CreateMessage(version, write);
                var bytes = EncoderTesting.Write(sender, message, offset: offset);
                EncoderTesting.Read(receiver, bytes, received => Check(received, version, check), ContentTypeFor(encoderName, sender));
            }
        }
    }

    [Theory]
    [MemberData(nameof(EncodersAndVersions))]
    public async Task Every_body_comes_back_from_a_stream(string encoderName, string versionName)
    {
        if (encoderName.Contains("session", StringComparison.Ordinal))
        {
            return;
        }

        var (sender, receiver, version) = Create(encoderName, versionName);
        foreach (var (write, check) in Bodies())
        {
            var message = EncoderTesting.CreateMessage(version, write);
            var contentType = sender.GetContentType(message);
            using var output = new TrickleStream();
            await sender.WriteMessageAsync(message, output);
            message.Close();
            var input = new TrickleStream(output.ToArray());

            var received = await receiver.ReadMessageAsync(input, 65536, contentType);
            Check(received, version, check);
            received.Close();

            Assert.True(input.IsDisposed);
        }
    }

    [Theory]
    [MemberData(nameof(EncodersAndVersions))]
    public void An_empty_message_comes_back(string encoderName, string versionName)
    {
        var (sender, receiver, version) = Create(encoderName, versionName);
        if (version == MessageVersion.None)
        {
            return;
        }

        var bytes = EncoderTesting.Write(sender, Message.CreateMessage(version, EncoderTesting.Action));

        Assert.True(EncoderTesting.Read(receiver, bytes, message => message.IsEmpty, ContentTypeFor(encoderName, sender)));
    }

    [Theory]
    [MemberData(nameof(EncodersAndVersions))]
    public void Headers_come_back(string encoderName, string versionName)
    {
        var (sender, receiver, version) = Create(encoderName, versionName);
        if (version == MessageVersion.None)
        {
            return;
        }

        var message = EncoderTesting.CreateMessage(version, writer => writer.WriteElementString("x", "y"));
        message.Headers.Add(MessageHeader.CreateHeader("custom", "urn:headers", "value é", mustUnderstand: true));
        if (version.Addressing != AddressingVersion.None)
        {
            message.Headers.MessageId = new UniqueId("urn:uuid:c854428e-098b-4c80-8a60-bf4466776b4e");
        }

        EncoderTesting.Read(receiver, EncoderTesting.Write(sender, message), received =>
        {
            Assert.Equal("value é", received.Headers.GetHeader<string>("custom", "urn:headers"));
            if (version.Addressing != AddressingVersion.None)
            {
                Assert.Equal(EncoderTesting.Action, received.Headers.Action);
                Assert.Equal(new UniqueId("urn:uuid:c854428e-098b-4c80-8a60-bf4466776b4e"), received.Headers.MessageId);
            }

            return true;
        });
    }

    private static readonly Dictionary<string, MessageVersion> Versions = new()
    {
        ["None"] = MessageVersion.None,
        ["Soap11"] = MessageVersion.Soap11,
        ["Soap12"] = MessageVersion.Soap12,
        ["Soap11WSAddressing10"] = MessageVersion.Soap11WSAddressing10,
        ["Soap12WSAddressing10"] = MessageVersion.Soap12WSAddressing10,
        ["Soap11WSAddressingAugust2004"] = MessageVersion.Soap11WSAddressingAugust2004,
        ["Soap12WSAddressingAugust2004"] = MessageVersion.Soap12WSAddressingAugust2004,
    };

    private static (MessageEncoder Sender, MessageEncoder Receiver, MessageVersion Version) Create(string encoderName, string versionName)
    {
        var version = Versions[versionName];
        MessageEncoderFactory NewFactory() => encoderName.Split(' ') switch
        {
            ["text"] => EncoderTesting.Text(version),
            ["text", "utf-16"] => EncoderTesting.Text(version, Encoding.Unicode),
            ["text", _] => EncoderTesting.Text(version, Encoding.BigEndianUnicode),
            ["mtom"] => EncoderTesting.Mtom(version),
            ["mtom", _] => EncoderTesting.Mtom(version, Encoding.Unicode),
            [.., "gzip"] => CompressedBinary(version, CompressionFormat.GZip),
            [.., "deflate"] => CompressedBinary(version, CompressionFormat.Deflate),
            _ => EncoderTesting.Binary(version),
        };
        MessageEncoder NewEncoder() =>
            encoderName.Contains("session", StringComparison.Ordinal) ? NewFactory().CreateSessionEncoder() : NewFactory().Encoder;
        return (NewEncoder(), NewEncoder(), version);
    }

    private static MessageEncoderFactory CompressedBinary(MessageVersion version, CompressionFormat format)
    {
        var element = new BinaryMessageEncodingBindingElement
        {
            MessageVersion = version, CompressionFormat = format, ReaderQuotas = XmlDictionaryReaderQuotas.Max,
        };
        element.UseTransport(new StubTransport { MaxReceivedMessageSize = 1 << 20 });
        return element.CreateMessageEncoderFactory();
    }

    // Without being told, an MTOM message carries its own headers; all others are of the encoder's content type.
    private static string? ContentTypeFor(string encoderName, MessageEncoder sender) =>
        encoderName.StartsWith("mtom", StringComparison.Ordinal) ? null : sender.ContentType;

    private static bool Check(Message message, MessageVersion version, Action<XmlDictionaryReader> check)
    {
        Assert.Equal(version, message.Version);
        Assert.False(message.IsEmpty);
        using var reader = message.GetReaderAtBodyContents();
        check(reader);
        return true;
    }

    private static IEnumerable<(Action<XmlDictionaryWriter> Write, Action<XmlDictionaryReader> Check)> Bodies()
    {
        yield return (
            writer => writer.WriteElementString("text", "urn:b", "hello <&> \"é漢\U0001F600\" "),
            reader => Assert.Equal("hello <&> \"é漢\U0001F600\" ", reader.ReadElementContentAsString("text", "urn:b")));

        foreach (var size in (int[])[0, 1, 2, 3, 767, 768, 769, 5000, 70000])
        {
            var bytes = Bytes(size);
            yield return (
                writer =>
                {
                    writer.WriteStartElement("bytes", "urn:b");
                    writer.WriteBase64(bytes, 0, bytes.Length);
                    writer.WriteEndElement();
                },
                reader => Assert.Equal(bytes, reader.ReadElementContentAsBase64()));
        }

        var several = Bytes(1500);
        yield return (
            writer =>
            {
                writer.WriteStartElement("all", "urn:b");
                for (var i = 0; i < 3; i++)
                {
                    writer.WriteStartElement("p", $"part{i}", "urn:p");
                    writer.WriteAttributeString("index", "urn:a", i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                    writer.WriteBase64(several, i, 1000);
                    writer.WriteBase64(several, i + 1000, 100);
                    writer.WriteEndElement();
                    writer.WriteElementString("between", "", $"text {i}");
                }

                writer.WriteEndElement();
            },
            reader =>
            {
                reader.ReadStartElement("all", "urn:b");
                for (var i = 0; i < 3; i++)
                {
                    Assert.Equal($"{i}", reader.GetAttribute("index", "urn:a"));
                    Assert.Equal("p", reader.Prefix);
                    Assert.Equal(several[i..(i + 1100)], reader.ReadElementContentAsBase64());
                    Assert.Equal($"text {i}", reader.ReadElementContentAsString("between", ""));
                }

                reader.ReadEndElement();
            });

        yield return (
            writer =>
            {
                writer.WriteStartElement("values");
                writer.WriteAttributeString("flag", "true");
                foreach (var write in (Action[])
                    [
                        () => writer.WriteValue(123456789), () => writer.WriteValue(true), () => writer.WriteValue(12.5m),
                        () => writer.WriteValue(new Guid("c854428e-098b-4c80-8a60-bf4466776b4e")), () => writer.WriteValue(TimeSpan.FromSeconds(90)),
                        () => writer.WriteValue(new DateTime(2026, 11, 21, 9, 30, 0, DateTimeKind.Utc)),
                    ])
                {
                    writer.WriteStartElement("v");
                    write();
                    writer.WriteEndElement();
                }

                writer.WriteEndElement();
            },
            reader =>
            {
                reader.ReadStartElement("values");
                Assert.Equal(123456789, reader.ReadElementContentAsInt());
                Assert.True(reader.ReadElementContentAsBoolean());
                Assert.Equal(12.5m, reader.ReadElementContentAsDecimal());
                Assert.Equal(new Guid("c854428e-098b-4c80-8a60-bf4466776b4e"), reader.ReadElementContentAsGuid());
                Assert.Equal(TimeSpan.FromSeconds(90), reader.ReadElementContentAsTimeSpan());
                Assert.Equal(new DateTime(2026, 11, 21, 9, 30, 0, DateTimeKind.Utc), reader.ReadElementContentAsDateTime());
                reader.ReadEndElement();
            });

        int[] numbers = [.. Enumerable.Range(-5, 2000)];
        yield return (
            writer =>
            {
                writer.WriteStartElement("array");
                writer.WriteArray("", "i", "", numbers, 0, numbers.Length);
                writer.WriteEndElement();
            },
            reader =>
            {
                reader.ReadStartElement("array");
                Assert.Equal(numbers, reader.ReadInt32Array("i", ""));
                reader.ReadEndElement();
            });

        var text = new string('x', 100_000) + "é";
        yield return (writer => writer.WriteElementString("long", text), reader => Assert.Equal(text, reader.ReadElementContentAsString()));
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }
}

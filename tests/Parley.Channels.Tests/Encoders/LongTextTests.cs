using System.Text;
using System.Xml;

namespace Parley.Channels.Tests.Encoders;

/// <summary>Long texts are read past the XML reader; nobody may notice.</summary>
public class LongTextTests
{
    private static readonly MessageEncoder _encoder = EncoderTesting.Text(MessageVersion.Soap11).Encoder;
    private static readonly string _long = new string('x', 5000) + "yz0=";

    private static byte[] Envelope(string body) => Encoding.UTF8.GetBytes(
        $"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><b>{body}</b></s:Body></s:Envelope>");

    private static string Dump(XmlReader reader)
    {
        var text = new StringBuilder();
        var depth = reader.Depth;
        do
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{reader.NodeType} {reader.Name} {reader.Depth} ");
            while (reader.MoveToNextAttribute())
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"[{reader.Name}={reader.Value}]");
            }

            reader.MoveToElement();
            text.Append(reader.Value.Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        }
        while (reader.Read() && reader.Depth >= depth);
        return text.ToString();
    }

    [Fact]
    public void Documents_read_the_same_with_and_without()
    {
        foreach (var body in (string[])
            [
                _long,
                $"<c>{_long}</c><d a=\"1\">short</d><e>{_long}</e>",
                $"<c a=\"x>y\">{_long}</c>",
                $"<c a='>{_long}'>z</c>",
                $"<c>{_long}<d/></c>",
                $"<c><d/>{_long}</c>",
                $"<c><d>x</d>{_long}</c>",
                $"<c>{_long}&amp;{_long}</c>",
                $"<c>{_long}é{_long}</c>",
                $"<c> {_long}</c>",
                $"<c>{_long}\r\n{_long}</c>",
                $"<c>{_long}\n{_long}\n</c>",
                $"<c>{_long} > {_long}</c>",
                $"<c>{new string(' ', 3000)}</c>",
                $"<!-- <c>{_long}</c> --><c>{_long}</c>",
                $"<c><![CDATA[<d>{_long}</d>]]></c><c>{_long}</c>",
                $"<c>{_long}</c><c><![CDATA[.]]></c>",
            ])
        {
            var bytes = Envelope(body);
            using var expected = XmlReader.Create(new MemoryStream(bytes));
            expected.ReadToFollowing("b");

            var actual = EncoderTesting.Read(_encoder, bytes, message =>
            {
                using var reader = message.GetReaderAtBodyContents();
                return Merge(Dump(reader));
            });

            Assert.Equal(Merge(Dump(expected)), actual);
        }

        // The platform's readers give one text in several nodes when it is long, has entities, or starts with white space.
        static string Merge(string dump)
        {
            var merged = new StringBuilder();
            string? last = null;
            foreach (var line in dump.Replace("CDATA ", "Text ", StringComparison.Ordinal).Replace("Whitespace ", "Text ", StringComparison.Ordinal).Split('\n'))
            {
                var isText = line.StartsWith("Text ", StringComparison.Ordinal);
                merged.Append(isText && last == "Text" ? line[(line.IndexOf(' ', 6) + 1)..] : "\n" + line);
                last = isText ? "Text" : null;
            }

            return merged.ToString();
        }
    }

    [Fact]
    public void All_ways_to_read_text_give_it()
    {
        var bytes = Envelope($"<c>{_long}</c><d>after</d>");

        EncoderTesting.Read(_encoder, bytes, message =>
        {
            using var reader = message.GetReaderAtBodyContents();
            reader.ReadStartElement("b");
            Assert.Equal(_long, reader.ReadElementContentAsString());
            Assert.Equal("after", reader.ReadElementContentAsString());
            return true;
        });
        EncoderTesting.Read(_encoder, bytes, message =>
        {
            using var reader = message.GetReaderAtBodyContents();
            reader.ReadStartElement("b");
            Assert.Equal(Convert.FromBase64String(_long), reader.ReadElementContentAsBase64());
            Assert.Equal("after", reader.ReadElementContentAsString());
            return true;
        });
        EncoderTesting.Read(_encoder, bytes, message =>
        {
            using var reader = message.GetReaderAtBodyContents();
            reader.ReadStartElement("b");
            var buffer = new byte[999];
            var all = new MemoryStream();
            for (int read; (read = reader.ReadElementContentAsBase64(buffer, 0, buffer.Length)) > 0;)
            {
                all.Write(buffer, 0, read);
            }

            Assert.Equal(Convert.FromBase64String(_long), all.ToArray());
            Assert.Equal("after", reader.ReadElementContentAsString());
            return true;
        });
        EncoderTesting.Read(_encoder, bytes, message =>
        {
            using var reader = message.GetReaderAtBodyContents();
            reader.ReadStartElement("b");
            reader.Skip();
            Assert.Equal("after", reader.ReadElementContentAsString());
            return true;
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Base64_of_every_length_and_with_line_breaks_is_decoded(int more)
    {
        var content = new byte[3000 + more];
        new Random(more).NextBytes(content);

        foreach (var text in (string[])
            [Convert.ToBase64String(content), Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks).Replace("\r", "", StringComparison.Ordinal) + "\n"])
        {
            var bytes = Encoding.UTF8.GetBytes(
                $"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><b>{text}</b></s:Body></s:Envelope>");
            Assert.Equal(content, EncoderTesting.Read(_encoder, bytes, EncoderTesting.ReadBytes));
        }
    }

    [Fact]
    public void Text_that_is_not_base64_is_an_xml_error() =>
        Assert.Throws<XmlException>(() => EncoderTesting.Read(_encoder, Envelope(_long + "?"), EncoderTesting.ReadBytes));

    [Fact]
    public void Quotas_hold()
    {
        var encoder = EncoderTesting.Text(MessageVersion.Soap11, quotas: new XmlDictionaryReaderQuotas { MaxArrayLength = 3000, MaxStringContentLength = 4000 }).Encoder;
        var bytes = Envelope(_long);

        Assert.Contains(
            "MaxArrayLength",
            Assert.Throws<XmlException>(() => EncoderTesting.Read(encoder, bytes, EncoderTesting.ReadBytes)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "MaxStringContentLength",
            Assert.Throws<XmlException>(() => EncoderTesting.Read(encoder, bytes, EncoderTesting.ReadText)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Long_content_is_written_as_the_platforms_writer_writes_it()
    {
        var random = new Random(7);
        var content = new byte[8000];
        random.NextBytes(content);
        for (var round = 0; round < 300; round++)
        {
            var seed = random.Next();
            var expected = new MemoryStream();
            using (var writer = XmlDictionaryWriter.CreateTextWriter(expected, new UTF8Encoding(false), ownsStream: false))
            {
                Message.CreateMessage(MessageVersion.Soap11, (string?)null, new DelegateBodyWriter(xml => WriteAnything(xml, seed))).WriteMessage(writer);
            }

            var actual = EncoderTesting.Write(
                _encoder, Message.CreateMessage(MessageVersion.Soap11, (string?)null, new DelegateBodyWriter(xml => WriteAnything(xml, seed))));

            Assert.Equal(Encoding.UTF8.GetString(expected.ToArray()), Encoding.UTF8.GetString(actual));
        }

        void WriteAnything(XmlDictionaryWriter writer, int seed)
        {
            var choice = new Random(seed);
            writer.WriteStartElement("root");
            for (var element = 0; element < 5; element++)
            {
                writer.WriteStartElement("e", "urn:e");
                if (choice.Next(3) == 0)
                {
                    writer.WriteStartAttribute("a");
                    writer.WriteBase64(content, 0, choice.Next(1000));
                    writer.WriteEndAttribute();
                    writer.WriteAttributeString("b", new string('b', choice.Next(1000)));
                }

                for (var piece = choice.Next(5); piece > 0; piece--)
                {
                    switch (choice.Next(6))
                    {
                        case 0:
                            writer.WriteString(new string('s', choice.Next(2000)));
                            break;
                        case 1:
                            writer.WriteString(new string('s', choice.Next(2000)) + "<&>\"'\u00E9");
                            break;
                        case 2:
                            writer.WriteElementString("child", "c");
                            break;
                        case 3:
                            writer.WriteValue(choice.Next());
                            break;
                        default:
                            var offset = choice.Next(4000);
                            writer.WriteBase64(content, offset, choice.Next(content.Length - offset));
                            writer.WriteBase64(content, offset, choice.Next(5));
                            break;
                    }
                }

                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }
    }
}

using System.Runtime.Serialization;
using System.Text;
using System.Xml;
using System.Xml.Serialization;

namespace Parley.Security.Tests.Canonical;

public class CanonicalWriterTests
{
    [Fact]
    public void Declarations_that_nothing_visibly_uses_are_written_and_not_digested()
    {
        var (output, form) = Write(writer =>
        {
            writer.WriteStartElement("s", "Body", "urn:s");
            writer.WriteAttributeString("u", "Id", "urn:u", "_0");
            writer.WriteStartElement("", "a", "urn:a");
            writer.WriteXmlnsAttribute("i", "urn:i");
            writer.WriteXmlnsAttribute("u", "urn:u");
            writer.WriteStartElement("i", "b", "urn:i");
            writer.WriteAttributeString("u", "Id", "urn:u", "<\"&\t\n\r>");
            writer.WriteString("<\"&\t\n\r>");
            writer.WriteEndElement();
            writer.WriteElementString("c", "", "");
            writer.WriteEndElement();
            writer.WriteEndElement();
        });
        Assert.Equal(
            "<s:Body xmlns:s=\"urn:s\" xmlns:u=\"urn:u\" u:Id=\"_0\"><a xmlns=\"urn:a\" xmlns:i=\"urn:i\" xmlns:u=\"urn:u\"><i:b u:Id=\"&lt;&quot;&amp;&#x9;&#xA;&#xD;>\">&lt;\"&amp;\t\n&#xD;&gt;</i:b><c xmlns=\"\"></c></a></s:Body>",
            output);
        Assert.Equal(
            "<s:Body xmlns:s=\"urn:s\" xmlns:u=\"urn:u\" u:Id=\"_0\"><a xmlns=\"urn:a\"><i:b xmlns:i=\"urn:i\" u:Id=\"&lt;&quot;&amp;&#x9;&#xA;&#xD;>\">&lt;\"&amp;\t\n&#xD;&gt;</i:b><c xmlns=\"\"></c></a></s:Body>",
            form);
    }

    [Fact]
    public void Documents_that_are_copied_have_the_form_of_the_original()
    {
        for (var number = 0; number < 500; number++)
        {
            var xml = Encoding.UTF8.GetBytes(GeneratedXml.Create(number));
            using var reader = Forms.Read(xml);
            reader.MoveToContent();
            var (output, form) = Write(writer => writer.WriteNode(reader, defattr: false));
            Assert.Equal(Encoding.UTF8.GetString(Forms.Canonicalize(xml)), form);
            Assert.Equal(form, Encoding.UTF8.GetString(Forms.Canonicalize(Encoding.UTF8.GetBytes(output))));
            foreach (var prefixList in new[] { "#default", "a b c Z _x é" })
            {
                Assert.Equal(
                    Encoding.UTF8.GetString(Forms.Canonicalize(xml, prefixList)), Encoding.UTF8.GetString(Forms.Canonicalize(Encoding.UTF8.GetBytes(output), prefixList)));
            }
        }
    }

    [Fact]
    public void Serializers_write_what_they_read_again()
    {
        var order = new Order
        {
            Number = -5,
            Total = 12.50m,
            Paid = true,
            At = new DateTime(2026, 11, 21, 1, 2, 3, DateTimeKind.Utc),
            Id = new Guid("01234567-89ab-cdef-0123-456789abcdef"),
            Data = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)],
            Lines = ["<a&b>", "", "ü\U0001F600\r\n", null!],
            Any = new XmlQualifiedName("name", "urn:elsewhere"),
        };

        var serializer = new DataContractSerializer(typeof(Order));
        var (output, form) = Write(writer => serializer.WriteObject(writer, order));
        Same(order, (Order)serializer.ReadObject(Forms.Read(Encoding.UTF8.GetBytes(output)))!);
        Assert.Equal(Encoding.UTF8.GetString(Forms.Canonicalize(Encoding.UTF8.GetBytes(output))), form);

        var xmlSerializer = new XmlSerializer(typeof(Order));
        (output, form) = Write(writer => xmlSerializer.Serialize(writer, order));
        Same(order, (Order)xmlSerializer.Deserialize(Forms.Read(Encoding.UTF8.GetBytes(output)))!);
        Assert.Equal(Encoding.UTF8.GetString(Forms.Canonicalize(Encoding.UTF8.GetBytes(output))), form);
    }

    [Fact]
    public void Bytes_that_come_in_pieces_are_one_value()
    {
        byte[] bytes = [1, 2, 3, 4, 5, 6, 7, 8];
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var (output, form) = Write(writer =>
            {
                writer.WriteStartElement("e");
                writer.WriteStartAttribute("a");
                writer.WriteBase64(bytes, 0, cut);
                writer.WriteBase64(bytes, cut, bytes.Length - cut);
                writer.WriteEndAttribute();
                writer.WriteBase64(bytes, 0, cut);
                writer.WriteBase64(bytes, cut, 0);
                writer.WriteBase64(bytes, cut, bytes.Length - cut);
                writer.WriteString(".");
                writer.WriteEndElement();
            });
            Assert.Equal("<e a=\"AQIDBAUGBwg=\">AQIDBAUGBwg=.</e>", output);
            Assert.Equal(output, form);
        }
    }

    [Fact]
    public void Characters_that_come_in_halves_are_whole()
    {
        var pair = "\U0001F600".ToCharArray();
        var (output, _) = Write(writer =>
        {
            writer.WriteStartElement("e");
            writer.WriteChars(pair, 0, 1);
            writer.WriteChars(pair, 1, 1);
            writer.WriteSurrogateCharEntity(pair[1], pair[0]);
            writer.WriteEndElement();
        });
        Assert.Equal("<e>\U0001F600\U0001F600</e>", output);
        Assert.Throws<ArgumentException>(() => Write(writer =>
        {
            writer.WriteStartElement("e");
            writer.WriteChars(pair, 0, 1);
            writer.WriteEndElement();
        }));
    }

    [Fact]
    public void Prefixes_are_found_or_made()
    {
        var (output, form) = Write(writer =>
        {
            writer.WriteStartElement(null, "a", "urn:1");
            writer.WriteAttributeString(null, "x", "urn:1", "1");
            writer.WriteStartElement("p", "b", "urn:2");
            writer.WriteAttributeString(null, "x", "urn:2", "2");
            writer.WriteAttributeString("p", "y", "urn:3", "3");
            writer.WriteAttributeString("xml", "lang", null, "en");
            writer.WriteStartElement(null, "c", "urn:2");
            writer.WriteQualifiedName("q", "urn:2");
            writer.WriteEndElement();
            writer.WriteEndElement();
            writer.WriteStartElement(null, "d", "urn:1");
            writer.WriteStartAttribute("t");
            writer.WriteQualifiedName("q", "urn:4");
            writer.WriteEndAttribute();
            writer.WriteEndElement();
            writer.WriteEndElement();
        });
        Assert.Equal(
            "<a xmlns=\"urn:1\" xmlns:d1p1=\"urn:1\" d1p1:x=\"1\"><p:b xmlns:d2p1=\"urn:3\" xmlns:p=\"urn:2\" xml:lang=\"en\" p:x=\"2\" d2p1:y=\"3\"><p:c>p:q</p:c></p:b><d1p1:d xmlns:d2p1=\"urn:4\" t=\"d2p1:q\"></d1p1:d></a>",
            output);
        Assert.Equal(output.Replace("<d1p1:d xmlns:d2p1=\"urn:4\"", "<d1p1:d", StringComparison.Ordinal), form);
    }

    [Fact]
    public void The_place_where_content_begins_can_be_asked_for()
    {
        using var output = new PooledBytes();
        using var writer = CanonicalWriter.Rent();
        writer.Start(output, null);
        writer.WriteStartElement("s", "Body", "urn:s");
        writer.EndStartTag();
        var start = output.Count;
        writer.WriteElementString("a", "urn:a", "text");
        var end = output.Count;
        writer.WriteEndElement();
        writer.Finish();
        Assert.Equal("<a xmlns=\"urn:a\">text</a>", Encoding.UTF8.GetString(output.Span[start..end]));
    }

    [Fact]
    public void A_prefix_cannot_mean_two_things_in_one_tag()
    {
        Assert.Throws<XmlException>(() => Write(writer =>
        {
            writer.WriteStartElement("p", "a", "urn:1");
            writer.WriteXmlnsAttribute("p", "urn:2");
        }));
        Assert.Throws<XmlException>(() => Write(writer =>
        {
            writer.WriteStartElement("a");
            writer.WriteXmlnsAttribute("p", "urn:1");
            writer.WriteXmlnsAttribute("p", "urn:2");
        }));
    }

    private static (string Output, string Form) Write(Action<XmlDictionaryWriter> write)
    {
        using var output = new PooledBytes();
        using var form = new PooledBytes();
        using var writer = CanonicalWriter.Rent();
        writer.Start(output, form);
        write(writer);
        writer.Finish();
        return (Encoding.UTF8.GetString(output.Span), Encoding.UTF8.GetString(form.Span));
    }

    private static void Same(Order expected, Order actual)
    {
        Assert.Equal((expected.Number, expected.Total, expected.Paid, expected.At, expected.Id), (actual.Number, actual.Total, actual.Paid, actual.At, actual.Id));
        Assert.Equal(expected.Data, actual.Data);
        Assert.Equal(expected.Lines, actual.Lines);
        Assert.Equal(expected.Any, actual.Any);
    }

    [DataContract(Namespace = "urn:orders")]
    public sealed class Order
    {
        [DataMember]
        public int Number { get; set; }

        [DataMember]
        public decimal Total { get; set; }

        [DataMember]
        public bool Paid { get; set; }

        [DataMember]
        public DateTime At { get; set; }

        [DataMember]
        public Guid Id { get; set; }

        [DataMember]
        public byte[] Data { get; set; } = [];

        [DataMember]
        [XmlArrayItem(IsNullable = true)]
        public string[] Lines { get; set; } = [];

        [DataMember]
        public XmlQualifiedName Any { get; set; } = XmlQualifiedName.Empty;
    }
}

using System.Text;
using System.Xml;

namespace Parley.Channels.Tests.Encoders;

public class TextEncoderTests
{
    private const string Soap11Body = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><x>é</x></s:Body></s:Envelope>""";

    private static readonly MessageEncoder _soap11 = EncoderTesting.Text(MessageVersion.Soap11).Encoder;

    [Fact]
    public void Content_types_are_those_of_the_versions()
    {
        Assert.Equal("text/xml; charset=utf-8", _soap11.ContentType);
        Assert.Equal("text/xml", _soap11.MediaType);
        Assert.Equal("application/soap+xml; charset=utf-8", EncoderTesting.Text(MessageVersion.Default).Encoder.ContentType);
        Assert.Equal("application/xml; charset=utf-8", EncoderTesting.Text(MessageVersion.None).Encoder.ContentType);
        Assert.Equal("text/xml; charset=utf-16", EncoderTesting.Text(MessageVersion.Soap11, Encoding.Unicode).Encoder.ContentType);
        Assert.Equal(
            "text/xml; charset=unicodeFFFE", EncoderTesting.Text(MessageVersion.Soap11, Encoding.BigEndianUnicode).Encoder.ContentType);
    }

    [Theory]
    [InlineData("text/xml; charset=utf-8", true)]
    [InlineData("TEXT/XML;CHARSET=UTF-8", true)]
    [InlineData("text/xml; charset=\"utf-8\"", true)]
    [InlineData("text/xml", true)]
    [InlineData("text/xml; charset=", true)]
    [InlineData("text/xml; charset=utf-16; action=\"urn:x\"", true)]
    [InlineData("text/xml; charset=utf-16LE", true)]
    [InlineData("text/xml; charset=unicodeFFFE", true)]
    [InlineData("text/xml; start-info=\"x\"; charset=utf-8", true)]
    [InlineData("text/xml; charset=iso-8859-1", false)]
    [InlineData("application/soap+xml; charset=utf-8", false)]
    [InlineData("text/xmlx", false)]
    [InlineData("text", false)]
    [InlineData("", false)]
    public void Content_types_are_matched_as_tolerantly_as_in_wcf(string contentType, bool supported) =>
        Assert.Equal(supported, _soap11.IsContentTypeSupported(contentType));

    [Fact]
    public void Plain_xml_takes_both_media_types_of_xml()
    {
        var encoder = EncoderTesting.Text(MessageVersion.None).Encoder;

        Assert.True(encoder.IsContentTypeSupported("text/xml; charset=utf-8"));
        Assert.True(encoder.IsContentTypeSupported("application/xml"));
        Assert.Equal("v", EncoderTesting.Read(encoder, "<x>v</x>"u8, EncoderTesting.ReadText, "text/xml"));
    }

    [Fact]
    public void Soap_12_without_addressing_states_the_action_in_the_content_type()
    {
        Assert.Equal(
            "application/soap+xml; charset=utf-8; action=\"urn:a\\\"b\"",
            EncoderTesting.Text(MessageVersion.Soap12).Encoder.GetContentType(Message.CreateMessage(MessageVersion.Soap12, "urn:a\"b")));
        Assert.Equal(
            "application/soap+xml; charset=utf-8",
            EncoderTesting.Text(MessageVersion.Default).Encoder.GetContentType(Message.CreateMessage(MessageVersion.Default, "urn:a")));
    }

    [Fact]
    public void Utf8_is_written_without_declaration_and_byte_order_mark()
    {
        foreach (var encoding in (Encoding[])[Encoding.UTF8, new UTF8Encoding(false), new UTF8Encoding(true)])
        {
            var bytes = EncoderTesting.Write(
                EncoderTesting.Text(MessageVersion.Soap11, encoding).Encoder,
                EncoderTesting.CreateMessage(MessageVersion.Soap11, writer => writer.WriteElementString("x", "é")));

            Assert.StartsWith("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
            Assert.EndsWith("<s:Body><x>é</x></s:Body></s:Envelope>", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("utf-16", "FFFE3C00")]
    [InlineData("utf-16BE", "FEFF003C")]
    public void Utf16_is_written_with_byte_order_mark_and_declaration(string name, string start)
    {
        var encoding = Encoding.GetEncoding(name);

        var bytes = EncoderTesting.Write(
            EncoderTesting.Text(MessageVersion.Soap11, encoding).Encoder,
            EncoderTesting.CreateMessage(MessageVersion.Soap11, writer => writer.WriteElementString("x", "é")));

        Assert.StartsWith(start, Convert.ToHexString(bytes), StringComparison.Ordinal);
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-16", encoding.GetString(bytes.AsSpan(2)), StringComparison.Ordinal);
        Assert.Equal("é", EncoderTesting.Read(_soap11, bytes, EncoderTesting.ReadText, "text/xml"));
    }

    [Theory]
    [InlineData("", "utf-8", "text/xml; charset=utf-8")]
    [InlineData("", "utf-8", "text/xml")]
    [InlineData("", "utf-8", null)]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-8\"?>", "utf-8", "text/xml; charset=utf-8")]
    [InlineData("<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n", "utf-8", "text/xml")]
    [InlineData("\uFEFF", "utf-8", "text/xml; charset=utf-8")]
    [InlineData("\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>", "utf-8", "text/xml")]
    [InlineData("\uFEFF", "utf-16", "text/xml; charset=utf-16")]
    [InlineData("\uFEFF<?xml version=\"1.0\" encoding=\"utf-16\"?>", "utf-16", "text/xml; charset=utf-16")]
    [InlineData("\uFEFF<?xml version=\"1.0\" encoding=\"utf-16\"?>", "utf-16", "text/xml")]
    [InlineData("\uFEFF<?xml version=\"1.0\" encoding=\"utf-16\"?>", "utf-16BE", "text/xml; charset=utf-16")]
    [InlineData("\uFEFF", "utf-16BE", "text/xml; charset=unicodeFFFE")]
    [InlineData("<!-- before -->", "utf-8", "text/xml")]
    public void Byte_order_marks_and_declarations_of_the_three_encodings_are_read(string start, string encoding, string? contentType)
    {
        var bytes = Encoding.GetEncoding(encoding).GetBytes(start + Soap11Body);

        Assert.Equal("é", EncoderTesting.Read(_soap11, bytes, EncoderTesting.ReadText, contentType));
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-16\"?>", "text/xml; charset=utf-8")]
    [InlineData("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>", "text/xml")]
    [InlineData("<!DOCTYPE x [<!ENTITY e \"bomb\">]>", "text/xml")]
    [InlineData("<!DOCTYPE x SYSTEM \"http://localhost/x.dtd\">", "text/xml")]
    [InlineData("<?pi?>", "text/xml")]
    [InlineData("<?", "text/xml")]
    [InlineData("<:x/>", "text/xml")]
    [InlineData("<a:/>", "text/xml")]
    [InlineData("</", "text/xml")]
    [InlineData("x", "text/xml")]
    public void What_is_not_allowed_in_front_of_the_envelope_is_an_xml_error(string start, string contentType) =>
        EncoderTesting.ReadFails<XmlException>(_soap11, Encoding.UTF8.GetBytes(start + Soap11Body), contentType);

    [Theory]
    [InlineData("<?pi?>")]
    [InlineData("<!DOCTYPE x>")]
    [InlineData("&bomb;")]
    [InlineData("<y>")]
    public void What_is_not_allowed_in_the_body_is_an_xml_error(string content) =>
        EncoderTesting.ReadFails<XmlException>(_soap11, Encoding.UTF8.GetBytes(Soap11Body.Replace("é", content, StringComparison.Ordinal)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("<")]
    [InlineData("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>")]
    public void A_message_that_is_cut_off_is_an_xml_error(string text) =>
        EncoderTesting.ReadFails<XmlException>(_soap11, Encoding.UTF8.GetBytes(text));

    [Fact]
    public void A_message_of_another_content_type_is_a_protocol_error_that_names_both()
    {
        var exception = EncoderTesting.ReadFails<ProtocolException>(_soap11, Encoding.UTF8.GetBytes(Soap11Body), "application/json");

        Assert.Contains("application/json", exception.Message, StringComparison.Ordinal);
        Assert.Contains("text/xml", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_of_another_envelope_version_is_a_communication_error() => EncoderTesting.ReadFails<CommunicationException>(
        EncoderTesting.Text(MessageVersion.Default).Encoder, Encoding.UTF8.GetBytes(Soap11Body));

    [Fact]
    public void A_message_of_another_version_is_not_written()
    {
        var buffers = new CountingBufferManager();

        Assert.Throws<ProtocolException>(
            () => _soap11.WriteMessage(Message.CreateMessage(MessageVersion.Default, "urn:a"), int.MaxValue, buffers));
        Assert.Equal(0, buffers.Outstanding);
    }
}

using System.Text;
using System.Xml;

namespace Parley.Channels.Tests.Messages;

public class HostileMessageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("not xml")]
    [InlineData("<a/>")]
    [InlineData("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'/>")]
    [InlineData("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Header/></s:Envelope>")]
    [InlineData("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Header/><s:Header/><s:Body/></s:Envelope>")]
    [InlineData("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Header>text</s:Header><s:Body/></s:Envelope>")]
    [InlineData("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Header><h></s:Header><s:Body/></s:Envelope>")]
    [InlineData("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Header><s:Body/>")]
    [InlineData("<!DOCTYPE x [<!ENTITY y 'z'>]><s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>&y;</s:Body></s:Envelope>")]
    public void What_is_no_envelope_is_refused(string xml)
        => Assert.Throws<XmlException>(() => Wire.FromText(xml, MessageVersion.Default));

    [Theory]
    [InlineData("http://schemas.xmlsoap.org/soap/envelope/")]
    [InlineData("urn:soap-of-tomorrow")]
    public void An_envelope_of_another_version_is_refused_with_the_fault_version_mismatch(string ns)
    {
        var thrown = Assert.ThrowsAny<ProtocolException>(
            () => Wire.FromText($"<e:Envelope xmlns:e='{ns}'><e:Body/></e:Envelope>", MessageVersion.Default));
        using var fault = WellKnownFaults.TryCreate(thrown, MessageVersion.Default);
        using var read = Wire.RoundTrip(fault!);
        Assert.True(read.Headers.FindHeader("Upgrade", EnvelopeVersion.Soap12.Namespace.Value) >= 0);
        Assert.Equal("VersionMismatch", MessageFault.CreateFault(read, 1000).Code.Name);
    }

    [Fact]
    public void Headers_above_their_quota_are_refused()
    {
        var xml = Wire.Envelope12($"<big xmlns='urn:t'>{new string('x', 5000)}</big>");
        Assert.Throws<QuotaExceededException>(() => Message.CreateMessage(Wire.TextReader(xml), 1000, MessageVersion.Default));
    }

    [Fact]
    public void Too_many_headers_are_refused()
    {
        var headers = new StringBuilder().Insert(0, "<a:To>http://localhost/</a:To>", 2000).ToString();
        Assert.Throws<ProtocolException>(() => Wire.FromText(Wire.Envelope12(headers), MessageVersion.Default));
    }

    [Fact]
    public void A_header_deeper_than_the_readers_quota_is_refused()
    {
        var deep = new StringBuilder().Insert(0, "<x>", 100).Append(new StringBuilder().Insert(0, "</x>", 100)).ToString();
        var reader = XmlDictionaryReader.CreateTextReader(
            Encoding.UTF8.GetBytes(Wire.Envelope12(deep)), new XmlDictionaryReaderQuotas { MaxDepth = 32 });
        Assert.Throws<XmlException>(() => Message.CreateMessage(reader, 10000, MessageVersion.Default));
    }

    [Theory]
    [InlineData("<a:Action/>")]
    [InlineData("<a:Action></a:Action>")]
    [InlineData("<a:Action>  </a:Action>")]
    [InlineData("<a:Action>x<y/></a:Action>")]
    [InlineData("<a:To>not a uri</a:To>")]
    [InlineData("<a:To><b/></a:To>")]
    [InlineData("<a:MessageID/>")]
    [InlineData("<a:MessageID></a:MessageID>")]
    [InlineData("<a:MessageID><b>x</b></a:MessageID>")]
    [InlineData("<a:RelatesTo/>")]
    [InlineData("<a:ReplyTo/>")]
    [InlineData("<a:ReplyTo>http://localhost/</a:ReplyTo>")]
    [InlineData("<a:ReplyTo><a:Address/></a:ReplyTo>")]
    [InlineData("<a:ReplyTo><a:Address>nonsense</a:Address></a:ReplyTo>")]
    [InlineData("<a:ReplyTo><b><c>deep<d/></c></b></a:ReplyTo>")]
    [InlineData("<a:FaultTo><a:Address>http://x/</a:Address><Identity xmlns='http://schemas.xmlsoap.org/ws/2006/02/addressingidentity'><Unknown/></Identity></a:FaultTo>")]
    [InlineData("<a:FaultTo><a:Address>http://x/</a:Address><Identity xmlns='http://schemas.xmlsoap.org/ws/2006/02/addressingidentity'><KeyInfo xmlns='http://www.w3.org/2000/09/xmldsig#'><X509Data><X509Certificate>AAAA</X509Certificate></X509Data></KeyInfo></Identity></a:FaultTo>")]
    [InlineData("<a:From x='1'>not an endpoint</a:From>")]
    public void A_malformed_addressing_header_leaves_the_rest_of_the_message_usable(string header)
    {
        using var message = Wire.FromText(Wire.Envelope12(header + "<other xmlns='urn:t'>7</other>"), MessageVersion.Default);
        var headers = message.Headers;
        Assert.Equal(2, headers.Count);
        Assert.Equal(7, headers.GetHeader<int>("other", "urn:t"));
        Assert.False(message.IsEmpty);

        var thrown = Assert.Throws<MessageHeaderException>(() =>
        {
            _ = headers.Action;
            _ = headers.To;
            _ = headers.MessageId;
            _ = headers.RelatesTo;
            _ = headers.ReplyTo;
            _ = headers.FaultTo;
            _ = headers.From;
        });
        using var fault = WellKnownFaults.TryCreate(thrown, MessageVersion.Default);
        Assert.Equal("http://www.w3.org/2005/08/addressing/fault", fault!.Headers.Action);
        using var read = Wire.RoundTrip(fault);
        Assert.Equal("InvalidAddressingHeader", MessageFault.CreateFault(read, 10000).Code.SubCode!.Name);
    }

    [Theory]
    [InlineData("<a:Action>urn:x</a:Action><a:Action>urn:y</a:Action>")]
    [InlineData("<a:To>urn:x</a:To><a:To>urn:y</a:To>")]
    [InlineData("<a:MessageID>urn:x</a:MessageID><a:MessageID>urn:y</a:MessageID>")]
    [InlineData("<a:RelatesTo>urn:x</a:RelatesTo><a:RelatesTo>urn:y</a:RelatesTo>")]
    public void A_duplicated_addressing_header_is_an_invalid_cardinality(string duplicated)
    {
        using var message = Wire.FromText(Wire.Envelope12(duplicated), MessageVersion.Default);
        var thrown = Assert.Throws<MessageHeaderException>(() => (message.Headers.Action, message.Headers.To, message.Headers.MessageId, message.Headers.RelatesTo));
        Assert.True(thrown.IsDuplicate);

        using var fault = WellKnownFaults.TryCreate(thrown, MessageVersion.Default);
        using var read = Wire.RoundTrip(fault!);
        Assert.Equal("InvalidCardinality", MessageFault.CreateFault(read, 10000).Code.SubCode!.SubCode!.Name);
    }

    [Fact]
    public void A_truth_value_that_is_none_is_refused()
    {
        var thrown = Assert.Throws<MessageHeaderException>(
            () => Wire.FromText(Wire.Envelope12("<h xmlns='urn:t' s:mustUnderstand='perhaps'/>"), MessageVersion.Default));
        using var fault = WellKnownFaults.TryCreate(thrown, MessageVersion.Default);
        Assert.True(fault!.IsFault);
    }

    [Fact]
    public void Cut_and_changed_messages_give_nothing_but_the_exceptions_for_bad_messages()
    {
        var random = new Random(20261121);
        byte[][] seeds = [Encoding.UTF8.GetBytes(Wire.Data("soap12-wsa10-request.xml")), Encoding.UTF8.GetBytes(Wire.Data("soap12-wsa10-gsoap.xml")), BinarySeed()];
        for (var i = 0; i < 6000; i++)
        {
            var isBinary = i % seeds.Length == 2;
            var bytes = (byte[])seeds[i % seeds.Length].Clone();
            var length = random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length;
            for (var changes = random.Next(4); changes > 0 && length > 0; changes--)
            {
                bytes[random.Next(length)] = (byte)random.Next(256);
            }

            var thrown = Record.Exception(() => Use(bytes, length, isBinary));
            Assert.True(
                thrown is null or XmlException or CommunicationException or QuotaExceededException or FormatException,
                $"Seed {i}: {thrown}");
        }
    }

    private static void Use(byte[] bytes, int length, bool isBinary)
    {
        var reader = isBinary
            ? XmlDictionaryReader.CreateBinaryReader(bytes, 0, length, NbfsDictionary.Instance, new XmlDictionaryReaderQuotas())
            : XmlDictionaryReader.CreateTextReader(bytes, 0, length, new XmlDictionaryReaderQuotas());
        using var message = Message.CreateMessage(reader, 64 * 1024, MessageVersion.Default);
        var headers = message.Headers;
        _ = headers.Action;
        _ = headers.To;
        _ = headers.MessageId;
        _ = headers.ReplyTo;
        _ = headers.FaultTo;
        using var buffer = message.CreateBufferedCopy(64 * 1024);
        using var copy = buffer.CreateMessage();
        Wire.ToBinary(copy);
    }

    private static byte[] BinarySeed()
    {
        using var message = Wire.FromText(Wire.Data("soap12-mustunderstand-request.xml"), MessageVersion.Default);
        return Wire.ToBinary(message);
    }
}

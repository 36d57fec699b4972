using System.Xml;

namespace Parley.Channels.Tests.Messages;

public class KnownEnvelopeTests
{
    private static readonly Uri _to = new("http://localhost:29002/wsh-none");

    private static ReaderBodyWriter Body(string xml) => new ReaderBodyWriter(Wire.TextReader(xml), EnvelopeVersion.None);

    [Fact]
    public void A_request_of_soap_12_is_written_as_wcf_writes_it()
    {
        using var message = Message.CreateMessage(
            MessageVersion.Soap12WSAddressing10, "http://tempuri.org/peer/IEcho/Echo", Body("<Echo xmlns=\"http://tempuri.org/peer\"><s>hello</s></Echo>"));
        message.Headers.MessageId = new UniqueId("urn:uuid:399144fe-8889-4192-b32c-511fdbe838bd");
        message.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
        message.Headers.To = _to;

        Assert.Equal(Wire.Data("soap12-wsa10-request.xml"), Wire.ToText(message));
    }

    [Fact]
    public void A_request_of_soap_11_with_addressing_of_august_2004_is_written_as_wcf_writes_it()
    {
        const string Body11 = "<CreateSequence xmlns=\"http://schemas.xmlsoap.org/ws/2005/02/rm\"><AcksTo><a:Address xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\">http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></AcksTo><Offer><Identifier>urn:uuid:4c1ce1ff-4969-4f0b-985f-c366dde87f26</Identifier></Offer></CreateSequence>";
        using var message = Message.CreateMessage(
            MessageVersion.Soap11WSAddressingAugust2004, "http://schemas.xmlsoap.org/ws/2005/02/rm/CreateSequence", Body(Body11));
        message.Headers.MessageId = new UniqueId("urn:uuid:8c21d602-d6b2-4d94-a766-eecef31e7adf");
        message.Headers.SetAnonymousReplyTo();
        message.Headers.To = new Uri("http://127.0.0.1:42773/calc");

        Assert.Equal(
            Wire.Data("soap11-wsa200408-request.xml"),
            Wire.ToText(message).Replace(" xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\">http://schemas", ">http://schemas", StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_without_addressing_has_no_header_element()
    {
        using var message = Message.CreateMessage(
            MessageVersion.Soap11, (string?)null, Body("<Add xmlns=\"http://interop.example/calc\"><a>1</a><b>10</b></Add>"));

        Assert.Equal(Wire.Data("soap11-request.xml"), Wire.ToText(message));
    }

    [Theory]
    [InlineData("soap12-wsa10-fault.xml", "urn:uuid:3eda27c0-b87c-450a-80a8-3756f9299774", "MyCode", "urn:my", null, null)]
    [InlineData("soap12-wsa10-fault-subcode.xml", "urn:uuid:11111111-1111-1111-1111-111111111111", "Sender", "", "BadContextToken", "http://schemas.xmlsoap.org/ws/2005/02/sc")]
    public void A_fault_is_written_as_wcf_writes_it(string file, string relatesTo, string code, string ns, string? subCode, string? subNamespace)
    {
        using var known = Wire.FromText(Wire.Data(file), MessageVersion.Default);
        var reason = MessageFault.CreateFault(known, 1000).Reason.ToString();

        var faultCode = new FaultCode(code, ns, subCode is null ? null : new FaultCode(subCode, subNamespace!));
        using var message = Message.CreateMessage(
            MessageVersion.Default, MessageFault.CreateFault(faultCode, reason), "http://www.w3.org/2005/08/addressing/soap/fault");
        message.Headers.RelatesTo = new UniqueId(relatesTo);

        Assert.Equal(Wire.Data(file), Wire.ToText(message));
    }

    [Fact]
    public void A_header_that_was_not_understood_is_named_as_wcf_names_it()
    {
        using var request = Wire.FromText(Wire.Data("soap12-mustunderstand-request.xml"), MessageVersion.Default);
        using var fault = WellKnownFaults.MustUnderstand(MessageVersion.Default, request.Headers.GetHeadersNotUnderstood()!);
        fault.Headers.RelatesTo = request.Headers.MessageId;

        var known = Wire.Data("soap12-mustunderstand-fault.xml");
        var upToReason = known[..(known.IndexOf("en-US", StringComparison.Ordinal) + 7)];
        Assert.StartsWith(upToReason, Wire.ToText(fault), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("soap12-wsa10-request.xml", 12, 10)]
    [InlineData("soap12-wsa10-reply.xml", 12, 10)]
    [InlineData("soap12-wsa10-fault.xml", 12, 10)]
    [InlineData("soap12-wsa10-fault-subcode.xml", 12, 10)]
    [InlineData("soap12-mustunderstand-request.xml", 12, 10)]
    [InlineData("soap12-mustunderstand-fault.xml", 12, 10)]
    [InlineData("soap11-request.xml", 11, 0)]
    [InlineData("soap11-wsa200408-request.xml", 11, 2004)]
    [InlineData("soap11-wsa200408-reliable-request.xml", 11, 2004)]
    public void A_message_that_was_read_is_written_again_as_it_was(string file, int soap, int addressing)
    {
        var version = MessageVersion.CreateVersion(
            soap == 11 ? EnvelopeVersion.Soap11 : EnvelopeVersion.Soap12,
            addressing == 10 ? AddressingVersion.WSAddressing10 : addressing == 2004 ? AddressingVersion.WSAddressingAugust2004 : AddressingVersion.None);
        var text = Wire.Data(file);

        using var message = Wire.FromText(text, version);
        Assert.Equal(text, Wire.ToText(message));

        using var again = Wire.FromText(text, version);
        using var buffer = again.CreateBufferedCopy(int.MaxValue);
        using var first = buffer.CreateMessage();
        using var second = buffer.CreateMessage();
        Assert.Equal(text, Wire.ToText(first));
        Assert.Equal(text, Wire.ToText(second));
    }

    [Fact]
    public void A_message_of_another_stack_is_read_whatever_its_prefixes_and_order()
    {
        using var message = Wire.FromText(Wire.Data("soap12-wsa10-gsoap.xml"), MessageVersion.Default);

        Assert.True(message.Headers.FaultTo!.IsNone);
        Assert.Equal("http://localhost:30196/calc", message.Headers.To!.OriginalString);
        Assert.Equal("http://schemas.xmlsoap.org/ws/2005/02/rm/SequenceAcknowledgement", message.Headers.Action);
        Assert.True(message.IsEmpty);
        var acknowledgement = message.Headers.FindHeader("SequenceAcknowledgement", "http://schemas.xmlsoap.org/ws/2005/02/rm");
        using var reader = message.Headers.GetReaderAtHeader(acknowledgement);
        Assert.Equal("wsrm", reader.Prefix);
        Assert.Equal("urn:peer:calc", reader.LookupNamespace("c"));
    }

    [Fact]
    public void A_net_tcp_request_is_read_with_the_strings_of_its_session()
    {
        using var message = NetTcp.Read(Wire.Bytes("nettcp-request.bin"));

        Assert.Equal("http://tempuri.org/peer/IEcho/Echo", message.Headers.Action);
        Assert.Equal(new UniqueId("urn:uuid:c854428e-098b-4c80-8a60-bf4466776b4e"), message.Headers.MessageId);
        Assert.True(message.Headers.ReplyTo!.IsAnonymous);
        Assert.Equal(new Uri("net.tcp://localhost:29002/nettcp-none"), message.Headers.To);
        using var reader = message.GetReaderAtBodyContents();
        Assert.Equal("Echo", reader.LocalName);
    }

    [Fact]
    public void A_net_tcp_request_is_written_to_the_byte_as_wcf_writes_it()
    {
        using var message = Message.CreateMessage(
            MessageVersion.Default, new XmlDictionary().Add("http://tempuri.org/peer/IEcho/Echo"), new EchoBody());
        message.Headers.MessageId = new UniqueId("urn:uuid:c854428e-098b-4c80-8a60-bf4466776b4e");
        message.Headers.SetAnonymousReplyTo();
        message.Headers.To = new Uri("net.tcp://localhost:29002/nettcp-none");

        Assert.Equal(Convert.ToHexString(Wire.Bytes("nettcp-request.bin")), Convert.ToHexString(NetTcp.Write(message)));
    }

    private sealed class EchoBody() : BodyWriter(isBuffered: true)
    {
        private static readonly XmlDictionary _names = new();
        private static readonly XmlDictionaryString _echo = _names.Add("Echo");
        private static readonly XmlDictionaryString _namespace = _names.Add("http://tempuri.org/peer");
        private static readonly XmlDictionaryString _parameter = _names.Add("s");

        protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
        {
            writer.WriteStartElement(_echo, _namespace);
            writer.WriteStartElement(_parameter, _namespace);
            writer.WriteString("hello");
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
    }
}

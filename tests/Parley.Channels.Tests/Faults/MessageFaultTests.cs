using System.Globalization;
using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels.Tests.Faults;

public class MessageFaultTests
{
    public static TheoryData<MessageVersion> Versions => new(
        MessageVersion.Soap11, MessageVersion.Soap12, MessageVersion.Soap11WSAddressing10, MessageVersion.Soap12WSAddressing10,
        MessageVersion.Soap11WSAddressingAugust2004, MessageVersion.Soap12WSAddressingAugust2004);

    private static MessageFault RoundTrip(MessageVersion version, MessageFault fault)
    {
        using var message = Message.CreateMessage(version, fault, version.Addressing == AddressingVersion.None ? null : "urn:fault");
        Assert.True(message.IsFault);
        using var read = Wire.RoundTrip(message);
        Assert.True(read.IsFault);
        return MessageFault.CreateFault(read, 10000);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_fault_with_detail_comes_back(MessageVersion version)
    {
        var fault = RoundTrip(version, MessageFault.CreateFault(
            new FaultCode("MyCode", "urn:my"), new FaultReason("because"), new Problem { Text = "broken" }, new DataContractSerializer(typeof(Problem)), "urn:actor", "urn:node"));

        Assert.Equal("MyCode", fault.Code.Name);
        Assert.Equal("urn:my", fault.Code.Namespace);
        Assert.False(fault.Code.IsPredefinedFault);
        Assert.Equal("because", fault.Reason.ToString());
        Assert.Equal("urn:actor", fault.Actor);
        Assert.Equal(version.Envelope == EnvelopeVersion.Soap11 ? "urn:actor" : "urn:node", fault.Node);
        Assert.True(fault.HasDetail);
        Assert.Equal("broken", fault.GetDetail<Problem>().Text);
        Assert.Equal("broken", fault.GetDetail<Problem>().Text);
        Assert.Equal("broken", RoundTrip(version, fault).GetDetail<Problem>().Text);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Sender_and_receiver_have_the_names_of_the_soap_version(MessageVersion version)
    {
        var sender = RoundTrip(version, MessageFault.CreateFault(new FaultCode("Sender"), "x")).Code;
        var receiver = RoundTrip(version, MessageFault.CreateFault(new FaultCode("Receiver"), "x")).Code;
        Assert.Equal(version.Envelope == EnvelopeVersion.Soap11 ? "Client" : "Sender", sender.Name);
        Assert.Equal(version.Envelope == EnvelopeVersion.Soap11 ? "Server" : "Receiver", receiver.Name);
        Assert.True(sender.IsSenderFault);
        Assert.False(sender.IsReceiverFault);
        Assert.True(receiver.IsReceiverFault);
        Assert.True(receiver.IsPredefinedFault);
    }

    [Fact]
    public void Soap_12_has_codes_below_codes_and_soap_11_the_special_one_only()
    {
        var fault = MessageFault.CreateFault(new FaultCode("Receiver", new FaultCode("One", "urn:1", new FaultCode("Two", "urn:2"))), "x");
        var code = RoundTrip(MessageVersion.Soap12, fault).Code;
        Assert.True(code.IsReceiverFault);
        Assert.Equal("One", code.SubCode!.Name);
        Assert.Equal("urn:2", code.SubCode.SubCode!.Namespace);
        Assert.Null(code.SubCode.SubCode.SubCode);

        Assert.Equal("One", RoundTrip(MessageVersion.Soap11, fault).Code.Name);
    }

    [Fact]
    public void A_reason_speaks_several_languages()
    {
        var reason = new FaultReason([new FaultReasonText("nein", "de"), new FaultReasonText("no", "en"), new FaultReasonText("non", "fr-CA")]);
        var read = RoundTrip(MessageVersion.Soap12, MessageFault.CreateFault(new FaultCode("Sender"), reason)).Reason;
        Assert.Equal(["de", "en", "fr-CA"], read.Translations.Select(text => text.XmlLang));
        Assert.Equal("no", read.ToString());
        Assert.Equal("no", read.GetMatchingTranslation(CultureInfo.InvariantCulture).Text);
        Assert.Throws<ArgumentException>(() => new FaultReason([]));
    }

    [Fact]
    public void A_text_without_culture_is_american_english_on_the_wire()
        => Assert.Equal("en-US", new FaultReasonText("x").XmlLang);

    [Fact]
    public void A_fault_of_soap_11_is_written_as_wcf_writes_it()
    {
        using var message = Message.CreateMessage(
            MessageVersion.Soap11, MessageFault.CreateFault(new FaultCode("MyCode", "urn:my"), new FaultReason("planned"), "d"), null);
        Assert.Equal(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode xmlns:a=\"urn:my\">a:MyCode</faultcode>"
            + "<faultstring xml:lang=\"en-US\">planned</faultstring><detail><string xmlns=\"http://schemas.microsoft.com/2003/10/Serialization/\">d</string></detail></s:Fault></s:Body></s:Envelope>",
            Wire.ToText(message));
    }

    [Fact]
    public void A_fault_without_detail_has_none()
    {
        var fault = RoundTrip(MessageVersion.Soap12, MessageFault.CreateFault(new FaultCode("Sender"), "x"));
        Assert.False(fault.HasDetail);
        Assert.Throws<InvalidOperationException>(fault.GetReaderAtDetailContents);
        Assert.Throws<InvalidOperationException>(() => fault.GetDetail<int>());
    }

    [Fact]
    public void A_detail_larger_than_its_quota_is_refused()
    {
        using var message = Wire.RoundTrip(Message.CreateMessage(
            MessageVersion.Soap12, MessageFault.CreateFault(new FaultCode("Sender"), new FaultReason("x"), new string('y', 5000)), null));
        Assert.Throws<QuotaExceededException>(() => MessageFault.CreateFault(message, 1000));
    }

    [Theory]
    [InlineData("<s:Fault/>")]
    [InlineData("<s:Fault><s:Code/></s:Fault>")]
    [InlineData("<s:Fault><s:Code><s:Value/></s:Code></s:Fault>")]
    [InlineData("<s:Fault><s:Code><s:Value>x:y</s:Value></s:Code><s:Reason><s:Text xml:lang='en'>x</s:Text></s:Reason></s:Fault>")]
    [InlineData("<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason/></s:Fault>")]
    [InlineData("<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason></s:Reason></s:Fault>")]
    public void A_malformed_fault_is_a_communication_failure(string fault)
    {
        using var message = Wire.FromText(Wire.Envelope12("", fault), MessageVersion.Default);
        Assert.Throws<CommunicationException>(() => MessageFault.CreateFault(message, 1000));
    }

    [Theory]
    [InlineData("500", "500", false)]
    [InlineData("Server", "Server", true)]
    [InlineData("s:Client.Authentication", "Client.Authentication", false)]
    public void Careless_fault_codes_of_soap_11_are_read(string text, string name, bool isReceiver)
    {
        var xml = $"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>{text}</faultcode><faultstring>x</faultstring></s:Fault></s:Body></s:Envelope>";
        using var message = Wire.FromText(xml, MessageVersion.Soap11);
        var code = MessageFault.CreateFault(message, 1000).Code;
        Assert.Equal(name, code.Name);
        Assert.Equal(isReceiver, code.IsReceiverFault);
    }

    [Fact]
    public void A_message_that_is_no_fault_gives_none()
    {
        using var message = Message.CreateMessage(MessageVersion.Default, "urn:a", "x");
        Assert.Throws<ArgumentException>(() => MessageFault.CreateFault(message, 1000));
    }

    [Fact]
    public void A_fault_exception_makes_its_fault_and_comes_back_with_its_detail()
    {
        var thrown = new FaultException<Problem>(new Problem { Text = "t" }, "why", new FaultCode("MyCode", "urn:my"), "urn:act");
        var fault = RoundTrip(MessageVersion.Soap12, thrown.CreateMessageFault());

        var typed = Assert.IsType<FaultException<Problem>>(FaultException.CreateFault(fault, "urn:act", typeof(int), typeof(Problem)));
        Assert.Equal("t", typed.Detail.Text);
        Assert.Equal("why", typed.Message);
        Assert.Equal("MyCode", typed.Code.Name);
        Assert.Equal("urn:act", typed.Action);

        var untyped = FaultException.CreateFault(fault, typeof(int));
        Assert.IsType<FaultException>(untyped);
        Assert.Equal("t", untyped.CreateMessageFault().GetDetail<Problem>().Text);
    }

    [Fact]
    public void A_fault_exception_without_arguments_is_the_senders()
    {
        var fault = new FaultException().CreateMessageFault();
        Assert.True(fault.Code.IsSenderFault);
        Assert.NotEmpty(fault.Reason.ToString());
        Assert.Null(new FaultException<string>("d").Action);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_well_known_faults_can_be_sent_in_every_version(MessageVersion version)
    {
        Message[] faults =
        [
            WellKnownFaults.DestinationUnreachable(version, new Uri("urn:to")), WellKnownFaults.ActionNotSupported(version, "x"),
            WellKnownFaults.MessageHeaderRequired(version, "MessageID"), WellKnownFaults.InvalidHeader(version, "x", "To", true),
            WellKnownFaults.MustUnderstand(version, [MessageHeader.CreateHeader("x", "urn:t", 1)]), WellKnownFaults.VersionMismatch(version),
            WellKnownFaults.EndpointUnavailable(version, "x"),
        ];
        foreach (var message in faults)
        {
            using var read = Wire.RoundTrip(message);
            Assert.Equal(version.Addressing == AddressingVersion.None, read.Headers.Action is null);
            Assert.NotEmpty(MessageFault.CreateFault(read, 10000).Reason.ToString());
        }
    }

    [Fact]
    public void An_unsupported_action_is_answered_as_ws_addressing_says()
    {
        using var message = WellKnownFaults.TryCreate(new ActionNotSupportedException("no such action"), MessageVersion.Default)!;
        var text = Wire.ToText(message);
        Assert.Contains("http://www.w3.org/2005/08/addressing/fault</a:Action>", text, StringComparison.Ordinal);
        Assert.Contains("<s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>a:ActionNotSupported</s:Value></s:Subcode></s:Code>", text, StringComparison.Ordinal);
        Assert.Null(WellKnownFaults.TryCreate(new InvalidOperationException(), MessageVersion.Default));
    }

    [Theory]
    [MemberData(nameof(WithoutAddressing))]
    public void Without_addressing_an_unsupported_action_has_the_code_that_wcf_gives_it(MessageVersion version, string code)
    {
        using var message = WellKnownFaults.ActionNotSupported(version, "no such action");
        Assert.Null(message.Headers.Action);
        Assert.Contains(code, Wire.ToText(message), StringComparison.Ordinal);
    }

    public static TheoryData<MessageVersion, string> WithoutAddressing => new()
    {
        { MessageVersion.Soap11, "<faultcode xmlns:a=\"http://schemas.microsoft.com/ws/2005/05/addressing/none\">a:ActionNotSupported</faultcode>" },
        { MessageVersion.Soap12, "<s:Value xmlns:a=\"http://schemas.microsoft.com/ws/2005/05/addressing/none\">a:ActionNotSupported</s:Value>" },
    };

    [Fact]
    public void The_names_of_addressing_faults_follow_the_version()
    {
        using var ten = WellKnownFaults.MessageHeaderRequired(MessageVersion.Soap12WSAddressing10, "MessageID");
        Assert.Contains("a:MessageAddressingHeaderRequired", Wire.ToText(ten), StringComparison.Ordinal);
        using var august = WellKnownFaults.MessageHeaderRequired(MessageVersion.Soap12WSAddressingAugust2004, "MessageID");
        Assert.Contains("a:MessageInformationHeaderRequired", Wire.ToText(august), StringComparison.Ordinal);
    }

    [Fact]
    public void The_header_that_was_not_understood_is_found_in_the_fault()
    {
        using var message = Wire.FromText(Wire.Data("soap12-mustunderstand-fault.xml"), MessageVersion.Default);
        Assert.True(MessageFault.WasHeaderNotUnderstood(message.Headers, "Foo", "urn:x"));
        Assert.False(MessageFault.WasHeaderNotUnderstood(message.Headers, "Foo", "urn:y"));
        Assert.True(MessageFault.CreateFault(message, 1000).IsMustUnderstandFault);
    }

    [DataContract(Namespace = "urn:t")]
    public class Problem
    {
        [DataMember]
        public string Text { get; set; } = "";
    }
}

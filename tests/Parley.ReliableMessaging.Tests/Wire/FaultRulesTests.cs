using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Wire;

public class FaultRulesTests
{
    private static readonly MessageVersion[] _versions =
        [MessageVersion.Soap12WSAddressing10, MessageVersion.Soap12WSAddressingAugust2004, MessageVersion.Soap11WSAddressing10, MessageVersion.Soap11WSAddressingAugust2004];

    public static TheoryData<bool, string> Codes
    {
        get
        {
            var data = new TheoryData<bool, string>();
            foreach (var code in Enum.GetValues<SequenceFaultCode>())
            {
                if (code != SequenceFaultCode.LastMessageNumberExceeded)
                {
                    data.Add(true, code.ToString());
                }

                if (code is not (SequenceFaultCode.SequenceClosed or SequenceFaultCode.WsrmRequired))
                {
                    data.Add(false, code.ToString());
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void R2101_a_fault_is_read_as_it_was_written_in_each_version_of_Soap_and_addressing(bool is11, string name)
    {
        var code = Enum.Parse<SequenceFaultCode>(name);
        var wsrm = RmText.Of(is11);
        var isCreation = code is SequenceFaultCode.CreateSequenceRefused or SequenceFaultCode.ConnectionLimitReached or SequenceFaultCode.WsrmRequired;
        foreach (var version in _versions)
        {
            foreach (var isSender in new[] { true, false })
            {
                var acknowledgement = code == SequenceFaultCode.InvalidAcknowledgement
                    ? new Acknowledgement { Identifier = RmText.Id, Ranges = [new(1, 9)] } : null;
                var fault = new SequenceFault(code, isCreation ? null : RmText.Id, "Why not.", isSender) { Acknowledgement = acknowledgement };

                using var message = RmFaults.CreateMessage(fault, version, wsrm);
                Assert.Equal(
                    is11 ? RmText.Ns11 + "/fault" : version.Addressing.SoapFaultAction!.Value, message.Headers.Action);
                using var again = RmText.Again(message);
                Assert.True(again.IsFault);
                RmHeaders.Read(again, wsrm);
                RmHeaders.RequireUnderstood(again);
                var read = RmFaults.TryRead(again, wsrm, out _);

                Assert.NotNull(read);
                var isSoap11 = version.Envelope == EnvelopeVersion.Soap11;
                Assert.Equal(isSoap11 && code == SequenceFaultCode.ConnectionLimitReached ? SequenceFaultCode.CreateSequenceRefused : code, read.Code);
                Assert.Equal(fault.Identifier, read.Identifier);
                Assert.Equal("Why not.", read.Reason);
                Assert.Equal(acknowledgement?.Ranges, read.Acknowledgement?.Ranges);
                if (!isCreation)
                {
                    Assert.Equal(isSender, read.IsSender);
                }
            }
        }
    }

    [Fact]
    public void Soap_1_1_has_the_code_in_a_header_in_1_0_with_the_detail_beside_it()
    {
        using var message = RmFaults.CreateMessage(
            new SequenceFault(SequenceFaultCode.UnknownSequence, RmText.Id, "?"), MessageVersion.Soap11WSAddressingAugust2004, Wsrm.February2005);
        var text = Recordings.ToText(message);

        Assert.Contains($"<r:SequenceFault><r:FaultCode>r:UnknownSequence</r:FaultCode><r:Identifier>{RmText.Id}</r:Identifier></r:SequenceFault>", text, StringComparison.Ordinal);
        Assert.Contains("<faultcode>s:Client</faultcode>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<detail>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Soap_1_1_has_the_code_in_a_header_in_1_1_with_the_detail_wrapped()
    {
        using var message = RmFaults.CreateMessage(
            new SequenceFault(SequenceFaultCode.SequenceTerminated, RmText.Id, "?", IsSender: false), MessageVersion.Soap11WSAddressing10, Wsrm.Version11);
        var text = Recordings.ToText(message);

        Assert.Contains(
            $"<r:SequenceFault><r:FaultCode>r:SequenceTerminated</r:FaultCode><r:Detail><r:Identifier>{RmText.Id}</r:Identifier></r:Detail></r:SequenceFault>",
            text, StringComparison.Ordinal);
        Assert.Contains("<faultcode>s:Server</faultcode>", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "CreateSequenceRefused")]
    [InlineData(false, "CreateSequenceRefused")]
    [InlineData(true, "WsrmRequired")]
    public void Soap_1_1_has_codes_about_creation_as_the_fault_code(bool is11, string name)
    {
        using var message = RmFaults.CreateMessage(
            new SequenceFault(Enum.Parse<SequenceFaultCode>(name), null, "?"), MessageVersion.Soap11WSAddressing10, RmText.Of(is11));
        var text = Recordings.ToText(message);

        Assert.DoesNotContain("SequenceFault>", text, StringComparison.Ordinal);
        Assert.Contains($"<faultcode xmlns:a=\"{RmText.Of(is11)}\">a:{name}</faultcode>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void B1503_of_1_0_and_B1702_of_1_1_ConnectionLimitReached_is_told_by_Soap_1_2_only()
    {
        var fault = new SequenceFault(SequenceFaultCode.ConnectionLimitReached, null, "?");
        using var soap12 = RmFaults.CreateMessage(fault, MessageVersion.Soap12WSAddressing10, Wsrm.Version11);
        Assert.Contains(
            "<s:Value>s:Receiver</s:Value><s:Subcode><s:Value xmlns:a=\"http://docs.oasis-open.org/ws-rx/wsrm/200702\">a:CreateSequenceRefused</s:Value>"
            + "<s:Subcode><s:Value xmlns:a=\"http://schemas.microsoft.com/ws/2006/05/rm\">a:ConnectionLimitReached</s:Value></s:Subcode></s:Subcode>",
            Recordings.ToText(soap12), StringComparison.Ordinal);
    }

    [Fact]
    public void MessageNumberRollover_says_the_largest_number_in_1_1()
    {
        var fault = new SequenceFault(SequenceFaultCode.MessageNumberRollover, RmText.Id, "?");
        using var version11 = RmFaults.CreateMessage(fault, MessageVersion.Soap12WSAddressing10, Wsrm.Version11);
        using var february2005 = RmFaults.CreateMessage(fault, MessageVersion.Soap12WSAddressing10, Wsrm.February2005);

        Assert.Contains("MaxMessageNumber xmlns:r=\"" + RmText.Ns11 + "\">9223372036854775807<", Recordings.ToText(version11), StringComparison.Ordinal);
        Assert.DoesNotContain("MaxMessageNumber", Recordings.ToText(february2005), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sender", "r:Nonsense", true)]
    [InlineData("Receiver", "r:Nonsense", false)]
    public void A_code_that_is_not_known_counts_as_SequenceTerminated(string code, string subCode, bool isSender)
    {
        var fault = Read(Wsrm.February2005, "urn:x", code, subCode, "");

        Assert.NotNull(fault);
        Assert.Equal(SequenceFaultCode.SequenceTerminated, fault.Code);
        Assert.Equal(isSender, fault.IsSender);
    }

    [Fact]
    public void The_name_in_the_specification_of_WsrmRequired_is_understood_as_well()
        => Assert.Equal(SequenceFaultCode.WsrmRequired, Read(Wsrm.Version11, RmText.Ns11 + "/fault", "Sender", "r:WSRMRequired", "")!.Code);

    [Fact]
    public void A_fault_of_the_application_or_of_addressing_is_none_of_the_protocol()
    {
        Assert.Null(Read(Wsrm.February2005, "urn:x", "Sender", "a:EndpointUnavailable", ""));
        Assert.Null(Read(Wsrm.Version11, "urn:x", "Sender", null, ""));
        Assert.Null(Read(Wsrm.Version11, "urn:x", "MustUnderstand", "r:UnknownSequence", ""));
        Assert.Equal(SequenceFaultCode.SequenceTerminated, Read(Wsrm.Version11, RmText.Ns11 + "/fault", "Sender", null, "")!.Code);
    }

    [Fact]
    public void A_detail_that_is_missing_or_malformed_does_not_hide_the_fault()
    {
        foreach (var detail in new[] { "", "<s:Detail/>", "<s:Detail>text</s:Detail>", "<s:Detail><r:Identifier/></s:Detail>", "<s:Detail><x/></s:Detail>" })
        {
            var fault = Read(Wsrm.Version11, RmText.Ns11 + "/fault", "Sender", "r:UnknownSequence", detail);
            Assert.NotNull(fault);
            Assert.Equal(SequenceFaultCode.UnknownSequence, fault.Code);
            Assert.Null(fault.Identifier);
        }

        Assert.Null(Read(Wsrm.Version11, RmText.Ns11 + "/fault", "Sender", "r:InvalidAcknowledgement", "<s:Detail><r:SequenceAcknowledgement/></s:Detail>")!.Acknowledgement);
    }

    [Fact]
    public void A_fault_beyond_64_KiB_is_refused()
        => Assert.ThrowsAny<CommunicationException>(
            () => Read(Wsrm.Version11, RmText.Ns11 + "/fault", "Sender", "r:UnknownSequence", $"<s:Detail><x>{new string('x', 70_000)}</x></s:Detail>"));

    [Fact]
    public void A_SequenceFault_header_without_a_code_counts_as_SequenceTerminated()
    {
        using var message = RmText.Open(
            Wsrm.February2005, "<a:Action>urn:x</a:Action><r:SequenceFault>nothing</r:SequenceFault>",
            "<s:Fault><faultcode>s:Client</faultcode><faultstring>?</faultstring></s:Fault>", MessageVersion.Soap11WSAddressing10);

        Assert.Equal(SequenceFaultCode.SequenceTerminated, RmFaults.TryRead(message, Wsrm.February2005, out _)!.Code);
    }

    [Fact]
    public void Exceptions_tell_whose_fault_it_was()
    {
        Assert.IsType<ProtocolException>(Exception(SequenceFaultCode.SequenceTerminated, isSender: true));
        Assert.IsType<CommunicationException>(Exception(SequenceFaultCode.SequenceTerminated, isSender: false));
        Assert.IsType<CommunicationException>(Exception(SequenceFaultCode.UnknownSequence, isSender: true));
        Assert.IsType<ProtocolException>(Exception(SequenceFaultCode.CreateSequenceRefused, isSender: true));
        Assert.IsType<CommunicationException>(Exception(SequenceFaultCode.CreateSequenceRefused, isSender: false));
        Assert.IsType<ServerTooBusyException>(Exception(SequenceFaultCode.ConnectionLimitReached, isSender: false));
    }

    private static CommunicationException Exception(SequenceFaultCode code, bool isSender)
    {
        var exception = RmFaults.CreateException(new SequenceFault(code, null, "That is why.", isSender));
        Assert.Contains("That is why.", exception.Message, StringComparison.Ordinal);
        return exception;
    }

    private static SequenceFault? Read(Wsrm wsrm, string action, string code, string? subCode, string detail)
    {
        var sub = subCode is null ? "" : $"<s:Subcode><s:Value>{subCode}</s:Value></s:Subcode>";
        using var message = RmText.Open(
            wsrm, $"<a:Action>{action}</a:Action>",
            $"<s:Fault><s:Code><s:Value>s:{code}</s:Value>{sub}</s:Code><s:Reason><s:Text xml:lang='en'>?</s:Text></s:Reason>{detail}</s:Fault>");
        return RmFaults.TryRead(message, wsrm, out _);
    }
}

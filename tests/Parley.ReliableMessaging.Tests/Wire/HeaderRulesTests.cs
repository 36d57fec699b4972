using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Wire;

public class HeaderRulesTests
{
    public static TheoryData<bool> Versions => [false, true];

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_message_without_headers_of_the_protocol_says_nothing(bool is11)
    {
        var headers = RmText.Read(RmText.Of(is11), "<a:Action>urn:a</a:Action><x xmlns='urn:x'/>");

        Assert.Equal(MessageKind.Message, headers.Kind);
        Assert.False(headers.IsInfrastructure);
        Assert.Null(headers.Sequence);
        Assert.Empty(headers.Acknowledgements);
        Assert.Empty(headers.AckRequests);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Sequence_is_inserted_first_and_must_be_understood_the_others_need_not(bool is11)
    {
        var wsrm = RmText.Of(is11);
        var text = RmText.Write(message =>
        {
            RmHeaders.AddSequence(message, wsrm, RmText.Id, 7);
            RmHeaders.AddAckRequested(message, wsrm, RmText.Id);
            RmHeaders.AddAcknowledgement(message, wsrm, new Acknowledgement { Identifier = RmText.OtherId, Ranges = [new(1, 3), new(5, 5)] });
        });

        Assert.Contains(
            $"<s:Header><r:SequenceAcknowledgement><r:Identifier>{RmText.OtherId}</r:Identifier><r:AcknowledgementRange Lower=\"1\" Upper=\"3\"/><r:AcknowledgementRange Lower=\"5\" Upper=\"5\"/></r:SequenceAcknowledgement>"
            + $"<r:AckRequested><r:Identifier>{RmText.Id}</r:Identifier></r:AckRequested>"
            + $"<r:Sequence s:mustUnderstand=\"1\"><r:Identifier>{RmText.Id}</r:Identifier><r:MessageNumber>7</r:MessageNumber></r:Sequence><a:Action",
            text, StringComparison.Ordinal);
        Assert.StartsWith($"<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:r=\"{wsrm.Namespace.Value}\" xmlns:a=", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void What_is_written_is_read_again_and_understood(bool is11)
    {
        var wsrm = RmText.Of(is11);
        using var message = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:a");
        RmHeaders.AddSequence(message, wsrm, "urn:not-a-uuid:Ä?", long.MaxValue, isLast: true);
        RmHeaders.AddAckRequested(message, wsrm, RmText.Id);
        RmHeaders.AddAcknowledgement(
            message, wsrm, new Acknowledgement { Identifier = RmText.OtherId, Ranges = [new(1, long.MaxValue)], IsFinal = true, BufferRemaining = 0 });

        using var again = RmText.Again(message);
        var headers = RmHeaders.Read(again, wsrm);

        Assert.Equal(new SequenceInfo("urn:not-a-uuid:Ä?", long.MaxValue, !wsrm.Is11, true), headers.Sequence);
        Assert.Equal([RmText.Id], headers.AckRequests);
        var acknowledgement = headers.AcknowledgementOf(RmText.OtherId);
        Assert.NotNull(acknowledgement);
        Assert.Equal([new AckRange(1, long.MaxValue)], acknowledgement.Ranges);
        Assert.Equal(wsrm.Is11, acknowledgement.IsFinal);
        Assert.Equal(0, acknowledgement.BufferRemaining);
        RmHeaders.RequireUnderstood(again);
    }

    [Fact]
    public void LastMessage_is_1_0_only()
    {
        const string Header = $"<r:Sequence><r:Identifier>{RmText.Id}</r:Identifier><r:MessageNumber>2</r:MessageNumber><r:LastMessage/></r:Sequence>";

        Assert.True(RmText.Read(Wsrm.February2005, Header).Sequence!.Value.IsLast);
        Assert.False(RmText.Read(Wsrm.Version11, Header).Sequence!.Value.IsLast);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Extra_children_of_headers_are_skipped(bool is11)
    {
        var headers = RmText.Read(
            RmText.Of(is11),
            $"<r:Sequence><r:Identifier x='y'> {RmText.Id} </r:Identifier><r:MessageNumber> 2 </r:MessageNumber><x xmlns='urn:x'><y/>z</x><q/></r:Sequence>"
            + $"<r:AckRequested><r:Identifier>{RmText.Id}</r:Identifier><r:MessageNumber>9</r:MessageNumber><x/></r:AckRequested>"
            + $"<r:SequenceAcknowledgement><r:Identifier>{RmText.Id}</r:Identifier><r:AcknowledgementRange Upper='1' Lower='1'><x/></r:AcknowledgementRange><x/><n:Other>1</n:Other></r:SequenceAcknowledgement>");

        Assert.Equal(new SequenceInfo(RmText.Id, 2, false, false), headers.Sequence);
        Assert.Equal([RmText.Id], headers.AckRequests);
        Assert.Equal([new AckRange(1, 1)], Assert.Single(headers.Acknowledgements).Ranges);
    }

    [Theory]
    [InlineData("<r:Sequence/>")]
    [InlineData("<r:Sequence><r:MessageNumber>1</r:MessageNumber></r:Sequence>")]
    [InlineData("<r:Sequence><r:MessageNumber>1</r:MessageNumber><r:Identifier>urn:x</r:Identifier></r:Sequence>")]
    [InlineData("<r:Sequence><r:Identifier>urn:x</r:Identifier></r:Sequence>")]
    [InlineData("<r:Sequence><r:Identifier></r:Identifier><r:MessageNumber>1</r:MessageNumber></r:Sequence>")]
    [InlineData("<r:Sequence><r:Identifier>urn:x</r:Identifier><r:MessageNumber>0</r:MessageNumber></r:Sequence>")]
    [InlineData("<r:Sequence><r:Identifier>urn:x</r:Identifier><r:MessageNumber>-1</r:MessageNumber></r:Sequence>")]
    [InlineData("<r:Sequence><r:Identifier>urn:x</r:Identifier><r:MessageNumber>9223372036854775808</r:MessageNumber></r:Sequence>")]
    [InlineData("<r:Sequence><r:Identifier>urn:x</r:Identifier><r:MessageNumber>1.5</r:MessageNumber></r:Sequence>")]
    [InlineData("<r:Sequence>text</r:Sequence>")]
    [InlineData("<r:AckRequested/>")]
    [InlineData("<r:AckRequested><x/></r:AckRequested>")]
    [InlineData("<r:SequenceAcknowledgement/>")]
    public void A_header_that_cannot_be_read_is_told_by_a_fault(string header)
    {
        foreach (var wsrm in new[] { Wsrm.February2005, Wsrm.Version11 })
        {
            var exception = Assert.Throws<MalformedRmException>(() => RmText.Read(wsrm, header));

            Assert.Equal(SequenceFaultCode.SequenceTerminated, exception.Fault.Code);
            Assert.True(exception.Fault.IsSender);
            using var fault = exception.CreateFaultMessage(MessageVersion.Soap12WSAddressing10);
            Assert.True(fault.IsFault);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_second_header_of_a_kind_is_not_understood(bool is11)
    {
        const string Sequence = $"<r:Sequence><r:Identifier>{RmText.Id}</r:Identifier><r:MessageNumber>2</r:MessageNumber></r:Sequence>";
        const string AckRequested = $"<r:AckRequested><r:Identifier>{RmText.Id}</r:Identifier></r:AckRequested>";
        const string Ack = $"<r:SequenceAcknowledgement><r:Identifier>{RmText.Id}</r:Identifier><r:AcknowledgementRange Upper='1' Lower='1'/></r:SequenceAcknowledgement>";
        foreach (var header in new[] { Sequence, AckRequested, Ack })
        {
            var exception = Assert.Throws<MustUnderstandException>(() => RmText.Read(RmText.Of(is11), header + header));

            Assert.Contains(header[3..10], exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Acknowledgements_and_requests_for_different_sequences_go_together(bool is11)
    {
        var headers = RmText.Read(
            RmText.Of(is11),
            string.Concat(new[] { RmText.Id, RmText.OtherId }.Select(id =>
                $"<r:AckRequested><r:Identifier>{id}</r:Identifier></r:AckRequested><r:SequenceAcknowledgement><r:Identifier>{id}</r:Identifier><r:AcknowledgementRange Upper='1' Lower='1'/></r:SequenceAcknowledgement>")));

        Assert.Equal([RmText.Id, RmText.OtherId], headers.AckRequests);
        Assert.Equal([RmText.Id, RmText.OtherId], headers.Acknowledgements.Select(acknowledgement => acknowledgement.Identifier));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Headers_for_another_node_and_of_the_other_version_are_left_alone(bool is11)
    {
        var other = RmText.Of(!is11);
        const string Contents = $"<r:Identifier>{RmText.Id}</r:Identifier><r:MessageNumber>2</r:MessageNumber></r:Sequence>";

        Assert.Null(RmText.Read(RmText.Of(is11), "<r:Sequence s:role='urn:else'>" + Contents).Sequence);

        using var message = RmText.Open(other, "<a:Action>urn:a</a:Action><r:Sequence s:mustUnderstand='1'>" + Contents);
        Assert.Null(RmHeaders.Read(message, RmText.Of(is11)).Sequence);
        Assert.Throws<MustUnderstandException>(() => RmHeaders.RequireUnderstood(message));
    }

    [Fact]
    public void UsesSequenceStr_and_UsesSequenceSsl_are_1_1_only()
    {
        const string Headers = "<r:UsesSequenceSTR s:mustUnderstand='1'/><r:UsesSequenceSSL s:mustUnderstand='1'/>";

        var headers = RmText.Read(Wsrm.Version11, Headers);
        Assert.True(headers.UsesSequenceStr);
        Assert.True(headers.UsesSequenceSsl);

        using var message = RmText.Open(Wsrm.February2005, Headers);
        Assert.False(RmHeaders.Read(message, Wsrm.February2005).UsesSequenceStr);
        Assert.Throws<MustUnderstandException>(() => RmHeaders.RequireUnderstood(message));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_action_in_the_namespace_is_infrastructure(bool is11)
    {
        var wsrm = RmText.Of(is11);

        Assert.True(wsrm.IsInfrastructureAction(wsrm.Namespace.Value + "/CreateSequence"));
        Assert.True(wsrm.IsInfrastructureAction(wsrm.Namespace.Value + "/Nonsense"));
        Assert.False(wsrm.IsInfrastructureAction("urn:a"));
        Assert.Equal(MessageKind.CreateSequence, wsrm.KindOf(wsrm.Namespace.Value + "/CreateSequence"));
        Assert.Null(wsrm.KindOf(wsrm.Namespace.Value + "/Nonsense"));
        Assert.Equal(MessageKind.Message, wsrm.KindOf("urn:a"));
        Assert.Equal(MessageKind.Message, wsrm.KindOf(null));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Headers_with_other_attributes_are_kept_as_xml_and_read_to_the_same(bool is11)
    {
        const string Headers = $"<r:Sequence u:Id='_1' xmlns:u='urn:u' s:mustUnderstand='true'><r:Identifier>{RmText.Id}</r:Identifier><r:MessageNumber>2</r:MessageNumber></r:Sequence>"
            + $"<r:AckRequested u:Id='_2' xmlns:u='urn:u'><r:Identifier>{RmText.Id}</r:Identifier></r:AckRequested>"
            + $"<r:SequenceAcknowledgement u:Id='_3' xmlns:u='urn:u'><r:Identifier>{RmText.Id}</r:Identifier><r:AcknowledgementRange Upper='1' Lower='1'/></r:SequenceAcknowledgement>";
        using var message = RmText.Open(RmText.Of(is11), "<a:Action>urn:a</a:Action>" + Headers);

        var headers = RmHeaders.Read(message, RmText.Of(is11));

        Assert.Equal(new SequenceInfo(RmText.Id, 2, false, true), headers.Sequence);
        Assert.Equal([RmText.Id], headers.AckRequests);
        Assert.Equal([new AckRange(1, 1)], Assert.Single(headers.Acknowledgements).Ranges);
        Assert.Contains(":Id=\"_1\"", Recordings.ToText(message), StringComparison.Ordinal);
        Assert.Throws<MalformedRmException>(() => RmText.Read(RmText.Of(is11), "<r:Sequence Id='1'/>"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_malformed_header_leaves_the_others_and_the_body_readable(bool is11)
    {
        foreach (var malformed in new[] { "<r:Sequence/>", "<r:Sequence><r:Identifier/><x><y>z</y></x></r:Sequence>", "<r:Sequence></r:Sequence>", $"<r:SequenceAcknowledgement><r:Identifier>{RmText.Id}</r:Identifier></r:SequenceAcknowledgement>" })
        {
            using var message = RmText.Open(RmText.Of(is11), malformed + "<a:Action>urn:a</a:Action><a:MessageID>urn:m</a:MessageID>", "<b xmlns='urn:b'/>");

            Assert.Equal("urn:a", message.Headers.Action);
            Assert.Equal("urn:m", message.Headers.MessageId!.ToString());
            Assert.Equal(3, message.Headers.Count);
            Assert.Throws<MalformedRmException>(() => RmHeaders.Read(message, RmText.Of(is11)));
            using var body = message.GetReaderAtBodyContents();
            Assert.Equal("urn:b", body.NamespaceURI);
        }
    }

    [Fact]
    public void A_received_message_that_is_passed_on_keeps_its_headers_and_prefixes()
    {
        // Whoever comes first, the protocol's own headers are known.
        _ = (Wsrm.Version11, Wsrm.February2005);
        foreach (var name in new[] { "netframework/ws2007-none-rm/03-request.xml", "netframework/wsh-none-rm/07-response.xml" })
        {
            var bytes = Recordings.Bytes(name);
            using var message = Recordings.Open(bytes, MessageVersion.Default);
            Assert.Equal(System.Text.Encoding.UTF8.GetString(bytes), Recordings.ToText(message));

            using var original = Recordings.Open(bytes, MessageVersion.Default);
            using var buffer = original.CreateBufferedCopy(int.MaxValue);
            using var copy = buffer.CreateMessage();
            Assert.Equal(System.Text.Encoding.UTF8.GetString(bytes), Recordings.ToText(copy));
        }
    }

    [Fact]
    public void Envelopes_of_the_usual_shape_do_not_take_each_others_attributes()
    {
        const string Usual = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:r='http://docs.oasis-open.org/ws-rx/wsrm/200702' xmlns:a='http://www.w3.org/2005/08/addressing'>";
        using var first = Recordings.Open(
            System.Text.Encoding.UTF8.GetBytes(Usual + "<s:Header><a:Action>urn:a</a:Action></s:Header><s:Body Id='1'><b/></s:Body></s:Envelope>"), MessageVersion.Default);
        using var second = Recordings.Open(
            System.Text.Encoding.UTF8.GetBytes(Usual + "<s:Header><a:Action>urn:a</a:Action></s:Header><s:Body><b>r:c</b></s:Body></s:Envelope>"), MessageVersion.Default);

        Assert.Contains("<s:Body Id=\"1\">", Recordings.ToText(first), StringComparison.Ordinal);
        var text = Recordings.ToText(second);
        Assert.Contains("<s:Body><b>", text, StringComparison.Ordinal);
        Assert.Contains("xmlns:r=", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_version_has_its_actions()
    {
        Assert.Equal(MessageKind.LastMessage, Wsrm.February2005.KindOf(RmText.Ns10 + "/LastMessage"));
        Assert.Null(Wsrm.Version11.KindOf(RmText.Ns11 + "/LastMessage"));
        Assert.Null(Wsrm.February2005.KindOf(RmText.Ns10 + "/CloseSequence"));
        Assert.Equal(MessageKind.CloseSequence, Wsrm.Version11.KindOf(RmText.Ns11 + "/CloseSequence"));
        Assert.Equal(MessageKind.Fault, Wsrm.Version11.KindOf(RmText.Ns11 + "/fault"));
        Assert.Equal(RmText.Ns11 + "/fault", Wsrm.Version11.FaultAction(AddressingVersion.WSAddressing10)!.Value);
        Assert.Equal("http://www.w3.org/2005/08/addressing/soap/fault", Wsrm.February2005.FaultAction(AddressingVersion.WSAddressing10)!.Value);
        Assert.Equal("http://schemas.xmlsoap.org/ws/2004/08/addressing/fault", Wsrm.February2005.FaultAction(AddressingVersion.WSAddressingAugust2004)!.Value);
    }

    [Fact]
    public void An_identifier_that_is_no_canonical_uuid_is_kept_to_the_letter()
    {
        foreach (var id in new[] { "urn:uuid:6F9AF32B-B795-41B0-BCE0-CDF2F752378F", "http://x/y?z=1", new string('x', 3000) })
        {
            var text = RmText.Write(message => RmHeaders.AddAckRequested(message, Wsrm.Version11, id));
            Assert.Contains($"<r:Identifier>{id}</r:Identifier>", text, StringComparison.Ordinal);
            Assert.Equal([id], RmText.Read(Wsrm.Version11, $"<r:AckRequested><r:Identifier>{id}</r:Identifier></r:AckRequested>").AckRequests);
        }
    }
}

using static Parley.ReliableMessaging.Tests.Engine.EngineParts;

namespace Parley.ReliableMessaging.Tests.Engine;

public sealed class SessionEngineTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void An_idle_client_asks_at_half_of_InactivityTimeout_and_more_often_until_it_hears()
    {
        var engine = OpenDuplex(new());
        Assert.Equal(Ms(10) + (5 * s_minute), engine.NextDeadline);
        var now = engine.NextDeadline!.Value;
        engine.HandleDeadline(now);
        Assert.Equal(MessageKind.AckRequested, Assert.Single(Drain(engine, now)).Kind);
        Assert.Equal(now + TimeSpan.FromSeconds(37.5), engine.NextDeadline);
        engine.HandleArrival(now + Ms(1), Acknowledges(Ack(Made)));
        Assert.Equal(now + Ms(1) + (5 * s_minute), engine.NextDeadline);
    }

    [Fact]
    public void InactivityTimeout_ends_a_session_names_itself_and_tells_the_peer()
    {
        var engine = OpenDuplex(new() { InactivityTimeout = TimeSpan.FromSeconds(20), MaxRetryCount = 2 });
        var polls = 0;
        while (engine.Outcome is null)
        {
            var now = engine.NextDeadline!.Value;
            engine.HandleDeadline(now);
            polls += Drain(engine, now).Count(sent => sent.Kind == MessageKind.AckRequested);
        }

        Assert.Equal(2, polls);
        Assert.Equal(SessionEnd.Inactivity, engine.Outcome.End);
        Assert.Contains("InactivityTimeout", engine.Outcome.Reason, StringComparison.Ordinal);
        Assert.Equal(new SequenceFault(SequenceFaultCode.SequenceTerminated, Made, engine.Outcome.Fault!.Reason, IsSender: false), engine.Outcome.Fault);
    }

    [Fact]
    public void A_client_that_has_ended_what_it_sends_still_asks_and_the_service_answers()
    {
        var settings = new ReliableSettings { Version = ReliableVersion.V11 };
        var client = OpenDuplex(settings);
        var service = SequenceSession<int>.CreateResponder(settings, TimeSpan.Zero, Made, Offer);
        client.CloseOutput(Ms(20));
        foreach (var (request, response) in new[]
        {
            (MessageKind.CloseSequence, MessageKind.CloseSequenceResponse), (MessageKind.TerminateSequence, MessageKind.TerminateSequenceResponse),
        })
        {
            Assert.Equal(request, Assert.Single(Drain(client, Ms(20))).Kind);
            service.HandleArrival(Ms(20), new() { Kind = request, Identifier = Made });
            Assert.Equal(response, Assert.Single(Drain(service, Ms(20))).Kind);
            client.HandleArrival(Ms(20), new() { Kind = response, Identifier = Made, Acknowledgement = Ack(Made) with { IsFinal = true } });
        }

        Assert.Equal((SourceState.Ended, DestinationState.Open), (client.Source, client.Destination));
        var now = client.NextDeadline!.Value;
        Assert.Equal(Ms(20) + (5 * s_minute), now);
        client.HandleDeadline(now);
        var poll = Assert.Single(Drain(client, now));
        Assert.Equal((MessageKind.AckRequested, Made), (poll.Kind, poll.AckRequestedIdentifier));
        service.HandleArrival(now, new() { Kind = MessageKind.AckRequested, Identifier = Made, AckRequestedIdentifier = Made });
        Assert.Equal(MessageKind.Acknowledgement, Assert.Single(Drain(service, now)).Kind);
        Assert.Null(service.Outcome);
    }

    [Fact]
    public void What_was_sent_before_an_Abort_with_a_reason_goes_out_before_the_peer_is_told()
    {
        var engine = OpenDuplex(new());
        engine.Send(Ms(20), 7, out _);
        engine.Abort(Ms(20), "The last call failed.");
        var sent = Drain(engine, Ms(20));
        Assert.Equal([MessageKind.Message, MessageKind.Fault], sent.Select(static one => one.Kind));
        Assert.Equal(7, sent[0].Payload);
    }

    [Fact]
    public void A_client_that_leaves_before_everything_is_delivered_may_come_back()
    {
        var engine = SequenceSession<int>.CreateResponder(new(), TimeSpan.Zero, Made, Offer);
        engine.HandleArrival(Ms(1), Message(1));
        engine.HandlePeerLeft(Ms(2));
        Assert.Null(engine.Outcome);

        // The client has said all, the service has not.
        engine.HandleArrival(Ms(3), new() { Kind = MessageKind.LastMessage, Identifier = Made, Number = 2, IsLast = true });
        engine.HandlePeerLeft(Ms(4));
        Assert.Null(engine.Outcome);
        engine.Send(Ms(5), 7, out _);
        engine.CloseOutput(Ms(5));
        engine.HandlePeerLeft(Ms(6));
        Assert.Null(engine.Outcome);

        // What is left now is its acknowledgement of LastMessage.
        Drain(engine, Ms(7));
        engine.HandleArrival(Ms(8), Acknowledges(Ack(Offer, new AckRange(1, 1))));
        engine.HandlePeerLeft(Ms(9));
        Assert.Equal(SessionEnd.Closed, engine.Outcome!.End);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_client_that_missed_the_end_of_what_the_service_sent_is_told_when_it_comes_back(bool asks)
    {
        var settings = new ReliableSettings { Version = ReliableVersion.V11 };
        var service = SequenceSession<int>.CreateResponder(settings, TimeSpan.Zero, Made, Offer);
        service.Send(Ms(1), 7, out _);
        service.CloseOutput(Ms(1));
        Drain(service, Ms(1));
        service.HandleArrival(Ms(2), Acknowledges(Ack(Offer, new AckRange(1, 1))));
        Assert.Equal(MessageKind.CloseSequence, Assert.Single(Drain(service, Ms(2))).Kind);
        service.HandleArrival(Ms(3), new() { Kind = MessageKind.TerminateSequence, Identifier = Made });
        Drain(service, Ms(3));
        service.Leave(Ms(4));
        Assert.Equal(SessionEnd.Closed, service.Outcome!.End);

        service.HandleArrival(Ms(5), new() { Kind = asks ? MessageKind.AckRequested : MessageKind.Acknowledgement, Identifier = Made, Acknowledgement = Ack(Offer, new AckRange(1, 1)) });
        var told = Assert.Single(Drain(service, Ms(5)));
        Assert.Equal((MessageKind.TerminateSequence, Offer, 1L), (told.Kind, told.Identifier, told.Number));

        // One that has seen the end says nothing that has to be answered.
        service.HandleArrival(Ms(6), new() { Kind = MessageKind.TerminateSequenceResponse, Identifier = Offer, Acknowledgement = Ack(Offer, new AckRange(1, 1)) with { IsFinal = true } });
        Assert.Empty(Drain(service, Ms(6)));
    }

    [Fact]
    public void A_responder_never_asks_by_itself()
    {
        var engine = SequenceSession<int>.CreateResponder(new(), TimeSpan.Zero, Made, Offer);
        engine.HandleDeadline(6 * s_minute);
        Assert.Empty(Drain(engine, 6 * s_minute));
        Assert.Equal(10 * s_minute, engine.NextDeadline);
    }

    [Fact]
    public void Retries_that_are_exhausted_name_MaxRetryCount_and_tell_the_peer()
    {
        var engine = OpenDuplex(new() { MaxRetryCount = 2 });
        engine.Send(Ms(20), 1, out _);
        var sent = Drain(engine, Ms(20));
        while (engine.Outcome is null)
        {
            var now = engine.NextDeadline!.Value;
            engine.HandleDeadline(now);
            sent.AddRange(Drain(engine, now));
        }

        Assert.Equal([1, 2, 3], sent.Where(message => message.Kind == MessageKind.Message).Select(message => message.Attempt));
        Assert.Equal(SessionEnd.RetriesExhausted, engine.Outcome.End);
        Assert.Contains("MaxRetryCount", engine.Outcome.Reason, StringComparison.Ordinal);
        Assert.Equal(SequenceFaultCode.SequenceTerminated, sent[^1].Fault!.Code);
        Assert.False(sent[^1].Fault!.IsSender);
        Assert.Equal(0, engine.Held);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(0, 0)]
    [InlineData(2, 1)]
    public void Scenario_8_an_invented_acknowledgement_is_an_InvalidAcknowledgement_and_ends_the_session(long lower, long upper)
    {
        var engine = OpenDuplex(new());
        engine.Send(Ms(20), 1, out _);
        Drain(engine, Ms(20));
        engine.HandleArrival(Ms(30), Acknowledges(Ack(Made, new AckRange(lower, upper))));
        Assert.Equal(SequenceFaultCode.InvalidAcknowledgement, Assert.Single(Drain(engine, Ms(30))).Fault!.Code);
        Assert.Equal(SessionEnd.ProtocolViolation, engine.Outcome!.End);
        Assert.Equal(SessionState.Faulted, engine.State);
    }

    [Fact]
    public void A_negative_BufferRemaining_ends_the_session()
    {
        var engine = OpenDuplex(new());
        engine.HandleArrival(Ms(30), Acknowledges(Ack(Made) with { BufferRemaining = -1 }));
        Assert.Equal(SequenceFaultCode.SequenceTerminated, Assert.Single(Drain(engine, Ms(30))).Fault!.Code);
    }

    [Fact]
    public void Scenario_8_a_message_of_an_unknown_sequence_is_answered_by_UnknownSequence_and_the_session_lives()
    {
        var engine = OpenDuplex(new());
        engine.HandleArrival(Ms(30), Message(1, "urn:other"));
        var fault = Assert.Single(Drain(engine, Ms(30))).Fault!;
        Assert.Equal((SequenceFaultCode.UnknownSequence, "urn:other"), (fault.Code, fault.Identifier));
        Assert.Equal(SessionState.Open, engine.State);
    }

    [Fact]
    public void A_peer_that_asks_faster_than_it_is_answered_makes_nothing_grow()
    {
        var engine = OpenDuplex(new());
        for (var number = 1; number <= 10_000; number++)
        {
            engine.HandleArrival(Ms(30), Message(number, $"urn:other:{number}"));
        }

        var answers = Drain(engine, Ms(30));
        Assert.InRange(answers.Count, 1, 64);
        Assert.Equal("urn:other:10000", answers[^1].Fault!.Identifier);
        Assert.Equal(SessionState.Open, engine.State);
    }

    [Fact]
    public void Scenario_8_a_message_after_CloseSequence_is_answered_by_SequenceClosed_and_the_session_lives()
    {
        var engine = SequenceSession<int>.CreateResponder(new() { Version = ReliableVersion.V11 }, TimeSpan.Zero, Made, Offer);
        engine.HandleArrival(Ms(1), Message(1));
        engine.HandleArrival(Ms(2), new() { Kind = MessageKind.CloseSequence, Identifier = Made, Number = 1 });
        var response = Assert.Single(Drain(engine, Ms(2)));
        Assert.Equal(MessageKind.CloseSequenceResponse, response.Kind);
        Assert.True(response.Acknowledgement!.IsFinal);
        engine.HandleArrival(Ms(3), Message(2));
        var fault = Assert.Single(Drain(engine, Ms(3)));
        Assert.Equal(SequenceFaultCode.SequenceClosed, fault.Fault!.Code);
        Assert.NotNull(fault.Acknowledgement);
        Assert.Null(engine.Outcome);
    }

    [Fact]
    public void Scenario_8_a_number_after_LastMessage_is_answered_by_LastMessageNumberExceeded()
    {
        var engine = SequenceSession<int>.CreateResponder(new(), TimeSpan.Zero, Made, Offer);
        engine.HandleArrival(Ms(1), new() { Kind = MessageKind.LastMessage, Identifier = Made, Number = 2, IsLast = true });
        engine.HandleArrival(Ms(2), Message(3));
        Assert.Contains(Drain(engine, Ms(2)), sent => sent.Fault?.Code == SequenceFaultCode.LastMessageNumberExceeded);
        Assert.Equal(SessionEnd.ProtocolViolation, engine.Outcome!.End);
    }

    [Theory]
    [InlineData(SequenceFaultCode.CreateSequenceRefused, SessionEnd.Refused)]
    [InlineData(SequenceFaultCode.ConnectionLimitReached, SessionEnd.ConnectionLimitReached)]
    internal void A_refusal_ends_opening_with_the_peers_reason(SequenceFaultCode code, SessionEnd end)
    {
        var engine = SequenceSession<int>.CreateInitiator(new(), TimeSpan.Zero, Offer);
        engine.Open(TimeSpan.Zero);
        Drain(engine, TimeSpan.Zero);
        engine.HandleArrival(Ms(1), Fault(code, null, "too many"));
        Assert.Equal(end, engine.Outcome!.End);
        Assert.Contains("too many", engine.Outcome.Reason, StringComparison.Ordinal);
        Assert.Empty(Drain(engine, Ms(1)));
    }

    [Theory]
    [InlineData(SequenceFaultCode.SequenceTerminated, SessionEnd.TerminatedByPeer)]
    [InlineData(SequenceFaultCode.UnknownSequence, SessionEnd.UnknownToPeer)]
    [InlineData(SequenceFaultCode.InvalidAcknowledgement, SessionEnd.TerminatedByPeer)]
    [InlineData(SequenceFaultCode.MessageNumberRollover, SessionEnd.TerminatedByPeer)]
    [InlineData(SequenceFaultCode.LastMessageNumberExceeded, SessionEnd.TerminatedByPeer)]
    [InlineData(SequenceFaultCode.SequenceClosed, SessionEnd.TerminatedByPeer)]
    internal void A_fault_of_an_open_session_ends_it_with_the_peers_reason(SequenceFaultCode code, SessionEnd end)
    {
        var engine = OpenDuplex(new());
        engine.Send(Ms(20), 1, out _);
        Drain(engine, Ms(20));
        engine.HandleArrival(Ms(30), Fault(code, Made, "the reason"));
        Assert.Equal(end, engine.Outcome!.End);
        Assert.Equal(code, engine.Outcome.Fault!.Code);
        Assert.Contains("the reason", engine.Outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void B1110_of_1_1_an_offer_and_its_acceptance_go_together(bool offers)
    {
        var engine = SequenceSession<int>.CreateInitiator(new(), TimeSpan.Zero, offers ? Offer : null);
        engine.Open(TimeSpan.Zero);
        Drain(engine, TimeSpan.Zero);
        engine.HandleArrival(Ms(1), new() { Kind = MessageKind.CreateSequenceResponse, Identifier = Made, AcceptsOffer = !offers });
        var fault = Assert.Single(Drain(engine, Ms(1))).Fault!;
        Assert.Equal((SequenceFaultCode.SequenceTerminated, Made, true), (fault.Code, fault.Identifier, fault.IsSender));
        Assert.Equal(SessionEnd.ProtocolViolation, engine.Outcome!.End);
    }

    [Fact]
    public void Abort_tells_the_peer_and_lets_everything_go()
    {
        var engine = OpenDuplex(new());
        engine.Send(Ms(20), 1, out _);
        engine.HandleArrival(Ms(20), Message(1, Offer));
        engine.Abort(Ms(21));
        Assert.Equal(SequenceFaultCode.SequenceTerminated, Assert.Single(Drain(engine, Ms(21))).Fault!.Code);
        Assert.Equal(0, engine.Held);
        Assert.False(engine.TryTakeDelivery(Ms(21), out _));
        Assert.Null(engine.NextDeadline);
    }

    [Fact]
    public void R1401_of_1_0_and_R1601_of_1_1_an_acknowledgement_goes_along_with_a_message_or_by_itself_after_the_interval()
    {
        var engine = OpenDuplex(new());
        engine.HandleArrival(Ms(20), Message(1, Offer));
        Assert.Empty(Drain(engine, Ms(20)));
        engine.Send(Ms(50), 1, out _);
        Assert.Equal([new AckRange(1, 1)], Assert.Single(Drain(engine, Ms(50))).Acknowledgement!.Ranges);
        engine.HandleArrival(Ms(60), Message(2, Offer));
        Assert.Empty(Drain(engine, Ms(259)));
        Assert.Equal([new AckRange(1, 2)], Assert.Single(Drain(engine, Ms(260))).Acknowledgement!.Ranges);
    }

    [Fact]
    public void After_a_loss_messages_take_the_latest_acknowledgement_along_though_it_went_out_already()
    {
        var engine = OpenDuplex(new());
        engine.HandleArrival(Ms(15), Message(1, Offer));
        engine.Send(Ms(20), 1, out _);
        Assert.NotNull(Assert.Single(Drain(engine, Ms(20))).Acknowledgement);
        var now = Ms(20);
        List<Transmission<int>> repeated = [];
        while (!repeated.Any(sent => sent is { Kind: MessageKind.Message, Attempt: 2 }))
        {
            now = engine.NextDeadline!.Value;
            engine.HandleDeadline(now);
            repeated = Drain(engine, now);
        }

        Assert.Equal([new AckRange(1, 1)], Assert.Single(repeated).Acknowledgement!.Ranges);
    }

    [Fact]
    public void AckRequested_stands_on_the_message_that_fills_the_window_on_duplex_only()
    {
        var duplex = OpenDuplex(new());
        duplex.Send(Ms(20), 1, out _);
        Assert.Equal(Made, Assert.Single(Drain(duplex, Ms(20))).AckRequestedIdentifier);
        var requests = OpenRequests(new() { MaxTransferWindowSize = 1 });
        requests.Send(Ms(20), 1, out _);
        Assert.Null(Assert.Single(Drain(requests, Ms(20))).AckRequestedIdentifier);
    }

    [Fact]
    public void A_transition_that_is_not_in_the_table_is_not_possible()
    {
        Assert.Throws<InvalidOperationException>(() => SourceTransitions.Table.Next(SourceState.Ended, SourceEvent.Open));
        Assert.Equal(14, SourceTransitions.Table.Rows.Count());
        Assert.Equal(7, DestinationTransitions.Table.Rows.Count());
    }
}

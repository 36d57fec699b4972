using static Parley.ReliableMessaging.Tests.Engine.EngineParts;

namespace Parley.ReliableMessaging.Tests.Engine;

public sealed class RequestReplyTests
{
    [Fact]
    public void A_request_without_an_answer_is_repeated_every_4_seconds_and_given_up_after_minutes()
    {
        var engine = OpenRequests(new());
        engine.Send(Ms(20), 1, out _);
        var sent = new List<TimeSpan>();
        var now = Ms(20);
        while (engine.Outcome is null)
        {
            if (Drain(engine, now).Any(static transmission => transmission.Kind == MessageKind.Message))
            {
                sent.Add(now);
            }

            now = engine.NextDeadline!.Value;
            engine.HandleDeadline(now);
        }

        Assert.Equal(SessionEnd.RetriesExhausted, engine.Outcome.End);
        Assert.All(sent.Append(now).Zip(sent.Skip(1)), static pair => Assert.InRange(pair.Second - pair.First, Ms(10), TimeSpan.FromSeconds(4)));
        Assert.InRange(now, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void A_repeated_request_whose_reply_is_pending_is_one_call_and_both_exchanges_get_the_reply()
    {
        var engine = new ReplySession<int>(new(), TimeSpan.Zero, Made, Offer);
        engine.HandleArrival(Ms(1), Message(1), exchange: 11);
        Assert.True(engine.TryTakeDelivery(Ms(1), out _));
        engine.HandleArrival(Ms(2), Message(1), exchange: 12);
        Assert.False(engine.TryTakeDelivery(Ms(2), out _));
        Assert.Empty(Drain(engine, Ms(2)));
        Assert.True(engine.Reply(Ms(3), 1, 77));
        Assert.False(engine.Reply(Ms(3), 1, 78));
        var replies = Drain(engine, Ms(3));
        Assert.Equal([11L, 12L], replies.Select(reply => reply.Exchange));
        Assert.All(replies, reply => Assert.Equal((1L, 77, Offer), (reply.Number, reply.Payload, reply.Identifier)));
        Assert.All(replies, reply => Assert.Equal([new AckRange(1, 1)], reply.Acknowledgement!.Ranges));
    }

    [Fact]
    public void A_repeated_request_whose_reply_was_sent_gets_the_same_reply_and_after_its_acknowledgement_only_an_acknowledgement()
    {
        var engine = new ReplySession<int>(new(), TimeSpan.Zero, Made, Offer);
        engine.HandleArrival(Ms(1), Message(1), exchange: 11);
        Assert.True(engine.TryTakeDelivery(Ms(1), out _));
        engine.Reply(Ms(2), 1, 77);
        Drain(engine, Ms(2));
        engine.HandleArrival(Ms(3), Message(1), exchange: 12);
        var again = Assert.Single(Drain(engine, Ms(3)));
        Assert.Equal((12L, 1L, 77), (again.Exchange, again.Number, again.Payload));
        Assert.Equal(1, engine.Held);

        engine.HandleArrival(Ms(4), Message(1) with { Acknowledgement = Ack(Offer, new AckRange(1, 1)) }, exchange: 13);
        var last = Assert.Single(Drain(engine, Ms(4)));
        Assert.Equal((MessageKind.Acknowledgement, 13L), (last.Kind, last.Exchange));
        Assert.Equal(0, engine.Held);
        Assert.False(engine.TryTakeDelivery(Ms(4), out _));
    }

    [Fact]
    public void A_one_way_request_is_answered_by_an_acknowledgement()
    {
        var engine = new ReplySession<int>(new(), TimeSpan.Zero, Made, Offer);
        engine.HandleArrival(Ms(1), Message(1), exchange: 11);
        engine.TryTakeDelivery(Ms(1), out _);
        Assert.True(engine.ReplyNothing(Ms(2), 1));
        var answer = Assert.Single(Drain(engine, Ms(2)));
        Assert.Equal((MessageKind.Acknowledgement, 11L), (answer.Kind, answer.Exchange));
    }

    [Fact]
    public void Requests_beyond_a_window_of_unacknowledged_replies_are_dropped_with_an_empty_response()
    {
        var engine = new ReplySession<int>(new() { MaxTransferWindowSize = 1 }, TimeSpan.Zero, Made, Offer);
        engine.HandleArrival(Ms(1), Message(1), exchange: 11);
        engine.TryTakeDelivery(Ms(1), out _);
        engine.Reply(Ms(2), 1, 77);
        Drain(engine, Ms(2));
        engine.HandleArrival(Ms(3), Message(2), exchange: 12);
        Assert.Equal((MessageKind.Empty, 12L), Assert.Single(Drain(engine, Ms(3))) is var dropped ? (dropped.Kind, dropped.Exchange) : default);
        engine.HandleArrival(Ms(4), Message(2) with { Acknowledgement = Ack(Offer, new AckRange(1, 1)) }, exchange: 13);
        Assert.True(engine.TryTakeDelivery(Ms(4), out var delivery));
        Assert.Equal(2, delivery.Number);
    }

    [Fact]
    public void TerminateSequence_before_a_reply_is_acknowledged_is_refused_in_version_1_0()
    {
        var engine = new ReplySession<int>(new(), TimeSpan.Zero, Made, Offer);
        engine.HandleArrival(Ms(1), Message(1), exchange: 11);
        engine.TryTakeDelivery(Ms(1), out _);
        engine.Reply(Ms(2), 1, 77);
        Drain(engine, Ms(2));
        engine.HandleArrival(Ms(3), new() { Kind = MessageKind.TerminateSequence, Identifier = Made }, exchange: 12);
        var fault = Assert.Single(Drain(engine, Ms(3))).Fault!;
        Assert.Equal((SequenceFaultCode.SequenceTerminated, true), (fault.Code, fault.IsSender));
    }

    [Fact]
    public void An_acknowledgement_does_not_stop_the_retries_of_a_request()
    {
        var engine = OpenRequests(new());
        engine.Send(Ms(20), 1, out _);
        engine.Send(Ms(20), 2, out _);
        var sent = Drain(engine, Ms(20));
        Reply(engine, Ms(30), sent[1], 2, 1, new AckRange(1, 2));
        engine.HandleDeadline(Ms(600));
        var again = Assert.Single(Drain(engine, Ms(600)));
        Assert.Equal((1L, 2), (again.Number, again.Attempt));
        Assert.Equal([new AckRange(1, 1)], again.Acknowledgement!.Ranges);
    }

    [Fact]
    public void A_reply_without_an_acknowledgement_ends_the_session_and_one_without_a_sequence_does_not()
    {
        var engine = OpenRequests(new());
        engine.Send(Ms(20), 1, out _);
        engine.Send(Ms(20), 2, out _);
        var sent = Drain(engine, Ms(20));
        engine.HandleResponse(Ms(30), sent[0].Exchange, new() { Kind = MessageKind.Message, Payload = 5, Acknowledgement = Ack(Made, new AckRange(1, 1)) });
        Assert.True(engine.TryTakeDelivery(Ms(30), out var delivery));
        Assert.Equal((1L, 5), (delivery.Number, delivery.Payload));
        engine.HandleResponse(Ms(31), sent[1].Exchange, new() { Kind = MessageKind.Message, Identifier = Offer, Number = 1, Payload = 6 });
        Assert.Equal(SessionEnd.ProtocolViolation, engine.Outcome!.End);
    }

    [Fact]
    public void An_operation_that_takes_minutes_does_not_exhaust_the_retries_once_its_request_is_acknowledged()
    {
        var engine = OpenRequests(new() { MaxRetryCount = 4 });
        engine.Send(Ms(20), 1, out _);
        Drain(engine, Ms(20));
        for (var now = Ms(20); now < TimeSpan.FromMinutes(9); now = engine.NextDeadline!.Value)
        {
            engine.HandleDeadline(now);
            foreach (var poll in Drain(engine, now).Where(sent => sent.Kind == MessageKind.AckRequested))
            {
                engine.HandleResponse(now + Ms(1), poll.Exchange, Acknowledges(Ack(Made, new AckRange(1, 1))));
            }

            Assert.Null(engine.Outcome);
        }
    }

    [Theory]
    [InlineData(0, MessageKind.LastMessage)]
    [InlineData(1, MessageKind.CloseSequence)]
    internal void A_peer_that_answers_closing_with_nothing_does_no_harm(int version, MessageKind expected)
    {
        var engine = OpenRequests(new() { Version = (ReliableVersion)version });
        engine.CloseOutput(Ms(20));
        var close = Assert.Single(Drain(engine, Ms(20)));
        Assert.Equal(expected, close.Kind);
        Assert.True(engine.IsSettled);
        engine.HandleResponse(Ms(30), close.Exchange, new() { Kind = MessageKind.Empty });
        var terminate = Assert.Single(Drain(engine, Ms(30)));
        Assert.Equal(MessageKind.TerminateSequence, terminate.Kind);
        engine.HandleResponse(Ms(40), terminate.Exchange, Fault(SequenceFaultCode.UnknownSequence, Made));
        Assert.Equal(SessionState.Closed, engine.State);
    }

    [Fact]
    public void A_peer_that_leaves_out_Final_does_no_harm_and_one_whose_Final_is_short_does()
    {
        foreach (var isFinal in new[] { false, true })
        {
            var engine = OpenRequests(new() { Version = ReliableVersion.V11 });
            engine.Send(Ms(20), 1, out _);
            Reply(engine, Ms(30), Assert.Single(Drain(engine, Ms(20))), 1, 1, new AckRange(1, 1));
            engine.CloseOutput(Ms(40));
            var close = Assert.Single(Drain(engine, Ms(40)));
            Assert.True(close.Acknowledgement!.IsFinal);
            Assert.Equal(1, close.Number);
            engine.HandleResponse(Ms(50), close.Exchange, new()
            {
                Kind = MessageKind.CloseSequenceResponse,
                Identifier = Made,
                Acknowledgement = Ack(Made) with { IsFinal = isFinal },
            });
            Assert.Equal(isFinal ? SequenceFaultCode.InvalidAcknowledgement : null, engine.Outcome?.Fault?.Code);
        }
    }

    private static void Reply(RequestSession<int> engine, TimeSpan now, Transmission<int> request, int payload, long number, params AckRange[] acknowledged) =>
        engine.HandleResponse(now, request.Exchange, new()
        {
            Kind = MessageKind.Message,
            Identifier = Offer,
            Number = number,
            Payload = payload,
            Acknowledgement = Ack(Made, acknowledged),
        });
}

using static Parley.ReliableMessaging.Tests.Engine.EngineParts;

namespace Parley.ReliableMessaging.Tests.Engine;

/// <summary>A peer that takes one-way messages with empty responses and acknowledges them late, as gSOAP's service does.</summary>
public sealed class SilentPeerTests
{
    private static readonly Arrival<int> Nothing = new() { Kind = MessageKind.Empty };

    [Fact]
    public void A_one_way_request_with_two_empty_responses_is_taken_and_the_next_one_with_its_first()
    {
        var engine = OpenRequests(new());
        AnswerWithNothing(engine, Ms(20));
        Assert.False(engine.TryTakeDelivery(Ms(20), out _));
        var later = engine.NextDeadline!.Value;
        AnswerWithNothing(engine, later, isNew: false);
        Assert.True(engine.TryTakeDelivery(later, out var first));
        Assert.Equal((1L, false), (first.Number, first.HasPayload));

        AnswerWithNothing(engine, later + Ms(10));
        Assert.True(engine.TryTakeDelivery(later + Ms(10), out var second));
        Assert.Equal((2L, false), (second.Number, second.HasPayload));
    }

    [Fact]
    public void More_one_way_requests_than_the_window_holds_need_no_acknowledgement()
    {
        var engine = OpenRequests(new() { MaxTransferWindowSize = 2 });
        var now = Learn(engine);
        for (var number = 2; number < 12; number++)
        {
            AnswerWithNothing(engine, now += Ms(10));
            Assert.True(engine.TryTakeDelivery(now, out var delivery));
            Assert.Equal(number, delivery.Number);
        }
    }

    [Fact]
    public void New_requests_go_out_one_at_a_time()
    {
        var engine = OpenRequests(new());
        var now = Learn(engine);
        engine.Send(now, 2, isOneWay: true, out _);
        engine.Send(now, 3, isOneWay: true, out _);
        var second = Assert.Single(Drain(engine, now), IsMessage);
        engine.HandleResponse(now + Ms(1), second.Exchange, Nothing);
        Assert.Equal(3, Assert.Single(Drain(engine, now + Ms(1)), IsMessage).Number);
    }

    [Fact]
    public void An_empty_response_says_nothing_of_a_request_that_expects_a_reply()
    {
        var engine = OpenRequests(new());
        var now = Learn(engine);
        engine.Send(now, 2, out _);
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            AnswerWithNothing(engine, now, isNew: false);
            Assert.False(engine.TryTakeDelivery(now, out _));
            now = engine.NextDeadline!.Value;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_peer_that_acknowledges_at_once_says_with_an_empty_response_that_it_has_none(bool tellsRoom)
    {
        var engine = OpenRequests(new());
        engine.Send(Ms(20), 1, isOneWay: true, out _);
        var acknowledgement = Ack(Made, new AckRange(1, 1)) with { BufferRemaining = tellsRoom ? 8 : null };
        engine.HandleResponse(Ms(30), Assert.Single(Drain(engine, Ms(20))).Exchange, Acknowledges(acknowledgement));
        Assert.True(engine.TryTakeDelivery(Ms(30), out _));
        AnswerWithNothing(engine, Ms(40));
        for (var attempt = 2; attempt <= 4; attempt++)
        {
            AnswerWithNothing(engine, engine.NextDeadline!.Value, isNew: false);
            Assert.False(engine.TryTakeDelivery(Ms(40), out _));
        }
    }

    [Fact]
    public void A_peer_that_tells_of_room_and_acknowledges_nothing_at_once_has_taken_what_it_answers_with_nothing()
    {
        var engine = OpenRequests(new());
        LearnRoom(engine, 8);
        Learn(engine);
        for (var message = 0; message < 20; message++)
        {
            AnswerWithNothing(engine, Ms(10_000 + message));
            Assert.True(engine.TryTakeDelivery(Ms(10_000 + message), out _));
        }
    }

    [Fact]
    public void A_peer_that_has_no_room_has_not_taken_what_it_answers_with_nothing()
    {
        var engine = OpenRequests(new());
        engine.Send(Ms(20), 1, isOneWay: true, out _);
        var request = Assert.Single(Drain(engine, Ms(20)));
        LearnRoom(engine, 0);
        engine.HandleResponse(Ms(30), request.Exchange, Nothing);
        for (var attempt = 2; attempt <= 4; attempt++)
        {
            AnswerWithNothing(engine, engine.NextDeadline!.Value, isNew: false);
            Assert.False(engine.TryTakeDelivery(Ms(40), out _));
        }
    }

    [Theory]
    [InlineData(1, SessionEnd.Closed)]
    [InlineData(0, SessionEnd.ProtocolViolation)]
    internal void The_end_of_a_session_confirms_what_was_taken(int acknowledged, SessionEnd expected)
    {
        var engine = OpenRequests(new() { Version = ReliableVersion.V11 });
        var now = Learn(engine);
        engine.TryTakeDelivery(now, out _);
        engine.CloseOutput(now);
        var ranges = acknowledged == 0 ? Array.Empty<AckRange>() : [new AckRange(1, acknowledged)];
        foreach (var (request, response) in new[]
        {
            (MessageKind.CloseSequence, MessageKind.CloseSequenceResponse),
            (MessageKind.TerminateSequence, MessageKind.TerminateSequenceResponse),
        })
        {
            var sent = Assert.Single(Drain(engine, now));
            Assert.Equal(request, sent.Kind);
            engine.HandleResponse(now, sent.Exchange, new() { Kind = response, Identifier = Made, Acknowledgement = Ack(Made, ranges) });
        }

        Assert.Equal(expected, engine.Outcome!.End);
    }

    [Theory]
    [InlineData(3, SessionEnd.Closed)]
    [InlineData(2, SessionEnd.ProtocolViolation)]
    internal void A_session_that_only_sends_goes_on_after_empty_responses_and_its_end_confirms_them(int acknowledged, SessionEnd expected)
    {
        var engine = SequenceSession<int>.CreateInitiator(new(), TimeSpan.Zero, offer: null, overExchanges: true);
        engine.Open(TimeSpan.Zero);
        engine.HandleResponse(
            Ms(10), Assert.Single(Drain(engine, TimeSpan.Zero)).Exchange, new() { Kind = MessageKind.CreateSequenceResponse, Identifier = Made });
        for (var number = 1; number <= 3; number++)
        {
            engine.Send(Ms(20), number, out _);
        }

        engine.CloseOutput(Ms(20));
        var now = Ms(20);
        var numbers = new List<long>();
        while (Drain(engine, now) is var sent)
        {
            if (sent.Count == 0)
            {
                now = engine.NextDeadline!.Value;
                engine.HandleDeadline(now);
                continue;
            }

            var transmission = Assert.Single(sent);
            if (transmission.Kind == MessageKind.TerminateSequence)
            {
                engine.HandleResponse(
                    now, transmission.Exchange, new() { Kind = MessageKind.TerminateSequence, Acknowledgement = Ack(Made, new AckRange(1, acknowledged)) });
                break;
            }

            numbers.Add(transmission.Number);
            engine.HandleResponse(now, transmission.Exchange, Nothing);
        }

        Assert.Equal([1L, 1L, 2L, 3L, 4L], numbers);
        Assert.Equal(expected, engine.Outcome!.End);
    }

    private static bool IsMessage(Transmission<int> sent) => sent.Kind == MessageKind.Message;

    /// <summary>A reply tells how much room the peer has.</summary>
    private static void LearnRoom(RequestSession<int> engine, int room)
    {
        engine.Send(Ms(20), 1, out var number);
        var sent = Assert.Single(Drain(engine, Ms(20)));
        engine.HandleResponse(Ms(20), sent.Exchange, new()
        {
            Kind = MessageKind.Message,
            Identifier = engine.InputIdentifier,
            Number = 1,
            Payload = 1,
            Acknowledgement = Ack(Made, new AckRange(1, number)) with { BufferRemaining = room },
        });
        Assert.True(engine.TryTakeDelivery(Ms(20), out _));
    }

    private static TimeSpan Learn(RequestSession<int> engine)
    {
        AnswerWithNothing(engine, Ms(20));
        var now = engine.NextDeadline!.Value;
        AnswerWithNothing(engine, now, isNew: false);
        Assert.True(engine.TryTakeDelivery(now, out _));
        return now;
    }

    private static void AnswerWithNothing(RequestSession<int> engine, TimeSpan now, bool isNew = true)
    {
        if (isNew)
        {
            Assert.Equal(SendResult.Taken, engine.Send(now, 1, isOneWay: true, out _));
        }
        else
        {
            engine.HandleDeadline(now);
        }

        foreach (var sent in Drain(engine, now))
        {
            engine.HandleResponse(now, sent.Exchange, Nothing);
        }
    }
}

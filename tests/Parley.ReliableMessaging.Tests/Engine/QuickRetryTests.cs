using static Parley.ReliableMessaging.Tests.Engine.EngineParts;

namespace Parley.ReliableMessaging.Tests.Engine;

/// <summary>What the transport says has failed goes out again soon, and does not use up MaxRetryCount.</summary>
public sealed class QuickRetryTests
{
    private static readonly double[] Waits = [0, 10, 20, 40, 80, 160, 320, 320, 320, 320, 320, 320];

    [Fact]
    public void A_request_whose_exchange_fails_is_repeated_at_once_then_10_ms_after_it_went_out_and_so_on_and_none_counts()
    {
        var engine = OpenRequests(new() { MaxRetryCount = 1 });
        engine.Send(Ms(20), 1, out _);
        var now = Ms(20);
        var sent = Assert.Single(Drain(engine, now));
        foreach (var wait in Waits)
        {
            engine.HandleExchangeFailed(now += Ms(1), sent.Exchange);
            sent = Repeat(engine, ref now, Math.Max(0, wait - 1));
        }

        // From here on the timer decides, and MaxRetryCount.
        engine.HandleExchangeFailed(now += Ms(1), sent.Exchange);
        var due = engine.NextDeadline!.Value;
        engine.HandleDeadline(due);
        Assert.Null(engine.Outcome);
        sent = Assert.Single(Drain(engine, due));
        engine.HandleExchangeFailed(due, sent.Exchange);
        Assert.Equal(due, engine.NextDeadline);
        engine.HandleDeadline(due);
        Assert.Equal(SessionEnd.RetriesExhausted, engine.Outcome!.End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void When_the_last_retry_has_failed_nothing_more_is_waited_for(bool oneWay)
    {
        SessionEngine<int> engine = oneWay ? OpenOneWay() : OpenRequests(new());
        var now = Ms(20);
        var sent = Send(engine, now, 1);
        var lastSent = now;
        Fail(engine, now, sent.Exchange);
        while (engine.Outcome is null)
        {
            foreach (var transmission in Drain(engine, now))
            {
                Fail(engine, now, transmission.Exchange);
                (sent, lastSent) = transmission.Kind == MessageKind.Message ? (transmission, now) : (sent, lastSent);
            }

            now = engine.NextDeadline!.Value;
            engine.HandleDeadline(now);
        }

        Assert.Equal(SessionEnd.RetriesExhausted, engine.Outcome.End);
        Assert.Equal(lastSent, now);
        Assert.InRange(sent.Attempt, 1 + 12 + 8, 1 + 12 + 8 + 30);
        Assert.InRange(now, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120));
    }

    [Fact]
    public void Without_a_connection_the_last_retry_waits_ten_seconds_for_one_and_no_longer()
    {
        var engine = OpenDuplex(new());
        var now = Ms(20);
        engine.Send(now, 1, out _);
        var tried = new List<TimeSpan>();
        while (engine.Outcome is null)
        {
            while (engine.TryGetTransmission(now, out var transmission))
            {
                engine.HandleNotWritten(now, transmission);
                if (transmission.Kind == MessageKind.Message)
                {
                    tried.Add(now);
                }
            }

            now = engine.NextDeadline!.Value;
            engine.HandleDeadline(now);
        }

        Assert.Equal(SessionEnd.RetriesExhausted, engine.Outcome.End);
        Assert.Contains(now - TimeSpan.FromSeconds(10), tried);
        Assert.InRange(tried.Count, 9, 9 + 30);
        Assert.All(tried.Append(now).Zip(tried.Skip(1)), static pair => Assert.InRange(pair.Second - pair.First, Ms(1), TimeSpan.FromSeconds(4)));
    }

    [Fact]
    public void A_connection_that_comes_after_the_last_retry_has_the_time_of_that_retry()
    {
        var engine = OpenDuplex(new() { MaxRetryCount = 1 });
        var now = Ms(20);
        engine.Send(now, 1, out _);
        for (var attempts = 0; attempts < 2; attempts++)
        {
            while (engine.TryGetTransmission(now, out var transmission))
            {
                engine.HandleNotWritten(now, transmission);
            }

            if (attempts == 0)
            {
                now = engine.NextDeadline!.Value;
                engine.HandleDeadline(now);
            }
        }

        engine.HandleTransportReplaced(now += Ms(100));
        Assert.Contains(Drain(engine, now), static transmission => transmission.Number == 1);
        engine.HandleArrival(now + Ms(500), Acknowledges(Ack(Made, new AckRange(1, 1))));
        Assert.Equal(SessionState.Open, engine.State);
        Assert.Equal(0, engine.Unacknowledged);
    }

    [Fact]
    public void A_one_way_message_whose_exchange_fails_is_repeated_at_once_then_10_ms_after_it_went_out_and_so_on()
    {
        var engine = OpenOneWay();
        var now = Ms(20);
        engine.Send(now, 1, out _);
        var sent = Assert.Single(Drain(engine, now));
        foreach (var wait in Waits)
        {
            engine.HandleExchangeFailed(now += Ms(1), sent.Exchange);
            sent = Repeat(engine, ref now, Math.Max(0, wait - 1));
        }
    }

    [Fact]
    public void Others_that_are_under_way_are_not_repeated_with_the_one_that_failed()
    {
        var engine = OpenOneWay();
        engine.Send(Ms(20), 1, out _);
        var first = Assert.Single(Drain(engine, Ms(20)));
        engine.HandleResponse(Ms(45), first.Exchange, Acknowledges(Ack(Made, new AckRange(1, 1))));
        engine.Send(Ms(50), 2, out _);
        engine.Send(Ms(50), 3, out _);
        var sent = Drain(engine, Ms(50));
        Assert.Equal(2, sent.Count);
        var now = Ms(51);
        engine.HandleExchangeFailed(now, sent[0].Exchange);
        var again = Repeat(engine, ref now, 0);
        Assert.Equal(2, again.Number);
        engine.HandleExchangeFailed(now += Ms(1), again.Exchange);
        Assert.Equal(2, Repeat(engine, ref now, 9).Number);
    }

    [Fact]
    public void CreateSequence_whose_exchange_fails_is_repeated_at_once()
    {
        var engine = new RequestSession<int>(new(), TimeSpan.Zero, Offer);
        engine.Open(TimeSpan.Zero);
        var now = TimeSpan.Zero;
        var sent = Assert.Single(Drain(engine, now));
        foreach (var wait in Waits)
        {
            engine.HandleExchangeFailed(now += Ms(1), sent.Exchange);
            sent = Repeat(engine, ref now, Math.Max(0, wait - 1));
            Assert.Equal(MessageKind.CreateSequence, sent.Kind);
        }

        engine.HandleExchangeFailed(now, sent.Exchange);
        Assert.Equal(now + Ms(400), engine.NextDeadline);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_attempt_that_took_longer_to_fail_than_the_wait_is_repeated_at_once(bool oneWay)
    {
        var now = Ms(20);
        SessionEngine<int> engine = oneWay ? OpenOneWay() : OpenRequests(new());
        engine.Send(now, 1, out _);
        var sent = Assert.Single(Drain(engine, now));
        foreach (var wait in Waits)
        {
            Fail(engine, now += Ms(wait), sent.Exchange);
            sent = Repeat(engine, ref now, 0);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_wait_does_not_grow_while_others_get_through(bool oneWay)
    {
        SessionEngine<int> engine = oneWay ? OpenOneWay() : OpenRequests(new());
        var now = Ms(20);
        for (var number = 1; number <= 8; number++)
        {
            Answer(engine, now += Ms(20), Send(engine, now - Ms(20), number));
        }

        var sent = Send(engine, now, 9);
        for (var number = 10; number <= 16; number++)
        {
            var other = Send(engine, now, number);
            Answer(engine, now += Ms(20), other);
            Fail(engine, now, sent.Exchange);
            sent = Repeat(engine, ref now, 0);
            Assert.Equal(9, sent.Number);
        }
    }

    private static Transmission<int> Send(SessionEngine<int> engine, TimeSpan now, int number)
    {
        engine.Send(now, number, out _);
        return Assert.Single(Drain(engine, now));
    }

    private static void Answer(SessionEngine<int> engine, TimeSpan now, in Transmission<int> sent)
    {
        var acknowledgement = sent.Number < 9
            ? Ack(Made, new AckRange(1, sent.Number))
            : Ack(Made, new AckRange(1, 8), new AckRange(10, sent.Number));
        if (engine is SequenceSession<int> messages)
        {
            messages.HandleResponse(now, sent.Exchange, Acknowledges(acknowledgement));
            return;
        }

        ((RequestSession<int>)engine).HandleResponse(
            now, sent.Exchange, Message(sent.Number, Offer) with { Acknowledgement = acknowledgement });
        Assert.True(engine.TryTakeDelivery(now, out _));
    }

    private static void Fail(SessionEngine<int> engine, TimeSpan now, long exchange)
    {
        if (engine is SequenceSession<int> messages)
        {
            messages.HandleExchangeFailed(now, exchange);
        }
        else
        {
            ((RequestSession<int>)engine).HandleExchangeFailed(now, exchange);
        }
    }

    /// <summary>After the wait it goes out again, once, and not before. Meanwhile the peer may be asked what it has.</summary>
    private static Transmission<int> Repeat(SessionEngine<int> engine, ref TimeSpan now, double wait)
    {
        var due = now + Ms(wait);
        for (; now < due; now = engine.NextDeadline!.Value)
        {
            engine.HandleDeadline(now);
            Assert.DoesNotContain(Drain(engine, now), sent => sent.Kind != MessageKind.AckRequested);
        }

        Assert.Equal(due, now);
        engine.HandleDeadline(now);
        Assert.Null(engine.Outcome);
        return Assert.Single(Drain(engine, now), sent => sent.Kind != MessageKind.AckRequested);
    }

    private static SequenceSession<int> OpenOneWay()
    {
        var engine = SequenceSession<int>.CreateInitiator(new(), TimeSpan.Zero, offer: null, overExchanges: true);
        engine.Open(TimeSpan.Zero);
        var create = Assert.Single(Drain(engine, TimeSpan.Zero));
        engine.HandleResponse(Ms(10), create.Exchange, new() { Kind = MessageKind.CreateSequenceResponse, Identifier = Made });
        Assert.Equal(SessionState.Open, engine.State);
        return engine;
    }
}

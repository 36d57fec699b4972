using static Parley.ReliableMessaging.Tests.Engine.EngineParts;

namespace Parley.ReliableMessaging.Tests.Engine;

/// <summary>What the transport says has failed goes out again soon, and does not use up MaxRetryCount.</summary>
public sealed class QuickRetryTests
{
    private static readonly double[] Waits = [0, 10, 20, 40, 80, 160, 320, 320, 320, 320, 320, 320];

    [Fact]
    public void A_request_whose_exchange_fails_is_repeated_at_once_then_after_10_ms_and_so_on_and_none_counts()
    {
        var engine = OpenRequests(new() { MaxRetryCount = 1 });
        engine.Send(Ms(20), 1, out _);
        var now = Ms(20);
        var sent = Assert.Single(Drain(engine, now));
        foreach (var wait in Waits)
        {
            engine.HandleExchangeFailed(now += Ms(1), sent.Exchange);
            sent = Repeat(engine, ref now, wait);
        }

        // From here on the timer decides, and MaxRetryCount.
        engine.HandleExchangeFailed(now += Ms(1), sent.Exchange);
        var due = engine.NextDeadline!.Value;
        engine.HandleDeadline(due);
        Assert.Null(engine.Outcome);
        sent = Assert.Single(Drain(engine, due));
        engine.HandleExchangeFailed(due, sent.Exchange);
        engine.HandleDeadline(engine.NextDeadline!.Value);
        Assert.Equal(SessionEnd.RetriesExhausted, engine.Outcome!.End);
    }

    [Fact]
    public void A_one_way_message_whose_exchange_fails_is_repeated_at_once_then_after_10_ms_and_so_on()
    {
        var engine = OpenOneWay();
        var now = Ms(20);
        engine.Send(now, 1, out _);
        var sent = Assert.Single(Drain(engine, now));
        foreach (var wait in Waits)
        {
            engine.HandleExchangeFailed(now += Ms(1), sent.Exchange);
            sent = Repeat(engine, ref now, wait);
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
        Assert.Equal(2, Repeat(engine, ref now, 10).Number);
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
            sent = Repeat(engine, ref now, wait);
            Assert.Equal(MessageKind.CreateSequence, sent.Kind);
        }

        engine.HandleExchangeFailed(now, sent.Exchange);
        Assert.Equal(now + Ms(400), engine.NextDeadline);
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

namespace Parley.ReliableMessaging.Tests.Engine;

/// <summary>What the engines' tests share.</summary>
internal static class EngineParts
{
    public const string Made = "urn:made";
    public const string Offer = "urn:offer";

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    public static Acknowledgement Ack(string identifier, params AckRange[] ranges) => new() { Identifier = identifier, Ranges = ranges };

    public static Arrival<int> Message(long number, string identifier = Made) =>
        new() { Kind = MessageKind.Message, Identifier = identifier, Number = number, Payload = (int)number };

    public static Arrival<int> Acknowledges(Acknowledgement acknowledgement) =>
        new() { Kind = MessageKind.Acknowledgement, Acknowledgement = acknowledgement };

    public static Arrival<int> Fault(SequenceFaultCode code, string? identifier, string reason = "because") =>
        new() { Kind = MessageKind.Fault, Fault = new(code, identifier, reason) };

    public static List<Transmission<int>> Drain(SessionEngine<int> engine, TimeSpan now)
    {
        var sent = new List<Transmission<int>>();
        while (engine.TryGetTransmission(now, out var transmission))
        {
            engine.HandleWritten(now, transmission);
            sent.Add(transmission);
        }

        return sent;
    }

    /// <summary>An initiator of a duplex session whose CreateSequence took 10 ms.</summary>
    public static SequenceSession<int> OpenDuplex(ReliableSettings settings)
    {
        var engine = SequenceSession<int>.CreateInitiator(settings, TimeSpan.Zero, Offer);
        engine.Open(TimeSpan.Zero);
        Assert.Equal(Offer, Assert.Single(Drain(engine, TimeSpan.Zero)).Identifier);
        engine.HandleArrival(Ms(10), new() { Kind = MessageKind.CreateSequenceResponse, Identifier = Made, AcceptsOffer = true });
        Assert.Equal(SessionState.Open, engine.State);
        return engine;
    }

    /// <summary>An initiator of a request-reply session whose CreateSequence took 10 ms.</summary>
    public static RequestSession<int> OpenRequests(ReliableSettings settings)
    {
        var engine = new RequestSession<int>(settings, TimeSpan.Zero, Offer);
        engine.Open(TimeSpan.Zero);
        var create = Assert.Single(Drain(engine, TimeSpan.Zero));
        engine.HandleResponse(Ms(10), create.Exchange, new() { Kind = MessageKind.CreateSequenceResponse, Identifier = Made, AcceptsOffer = true });
        Assert.Equal(SessionState.Open, engine.State);
        return engine;
    }
}

namespace Parley.ReliableMessaging;

/// <summary>What a session has done, in numbers since its beginning. Messages are those of the application; LastMessage is none.</summary>
internal record struct SessionNumbers
{
    /// <summary>Messages that were sent, each counted once.</summary>
    public long Sent;

    /// <summary>Times that a message was sent again.</summary>
    public long Retransmitted;

    /// <summary>Messages that the peer has acknowledged, or answered.</summary>
    public long Acknowledged;

    /// <summary>Messages that arrived for the first time.</summary>
    public long Received;

    /// <summary>Messages that the application has taken.</summary>
    public long Delivered;

    /// <summary>Messages that arrived once more, and were dropped.</summary>
    public long Duplicates;

    /// <summary>Takes other numbers. One by one: they have just been written one by one, and to read them in one piece would wait for that.</summary>
    public void Take(in SessionNumbers others)
    {
        Sent = others.Sent;
        Retransmitted = others.Retransmitted;
        Acknowledged = others.Acknowledged;
        Received = others.Received;
        Delivered = others.Delivered;
        Duplicates = others.Duplicates;
    }

    /// <summary>What has come since other numbers were read.</summary>
    public readonly SessionNumbers Since(in SessionNumbers before) => new()
    {
        Sent = Sent - before.Sent,
        Retransmitted = Retransmitted - before.Retransmitted,
        Acknowledged = Acknowledged - before.Acknowledged,
        Received = Received - before.Received,
        Delivered = Delivered - before.Delivered,
        Duplicates = Duplicates - before.Duplicates,
    };
}

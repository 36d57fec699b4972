namespace Parley;

/// <summary>What a reliable session looked like at one moment. The numbers belong together. Messages are those of the application.</summary>
public sealed record ReliableSessionSnapshot
{
    /// <summary>
    /// The sequence in which this side sends; null where it sends none, or has not been given one yet. WS-ReliableMessaging 1.1, section 3.4.
    /// </summary>
    public required string? OutputSequence { get; init; }

    /// <summary>The sequence in which this side receives; null where it receives none.</summary>
    public required string? InputSequence { get; init; }

    /// <summary>Which side of the session is here.</summary>
    public required ReliableSessionRole Role { get; init; }

    /// <summary>The version of the protocol.</summary>
    public required ReliableMessagingVersion Version { get; init; }

    /// <summary>
    /// The other side's address: at a client the service's, at a service the one that the client gave, which is WS-Addressing's anonymous address
    /// for a client that cannot be called.
    /// </summary>
    public required Uri RemoteAddress { get; init; }

    /// <summary>
    /// Where the client's first message came from, such as <c>192.0.2.7:50412</c>, as the transport saw it; at a client, and where the transport
    /// does not know, null. A proxy between the two is seen in the client's place.
    /// </summary>
    public required string? RemoteEndpoint { get; init; }

    /// <summary>At a service the address that the client's messages come to; at a client null.</summary>
    public required Uri? LocalAddress { get; init; }

    /// <summary>How far the session has come.</summary>
    public required ReliableSessionState State { get; init; }

    /// <summary>Messages that this side has sent, each counted once.</summary>
    public required long MessagesSent { get; init; }

    /// <summary>Messages of this side that the other has acknowledged, or answered.</summary>
    public required long MessagesAcknowledged { get; init; }

    /// <summary>How often this side has sent a message again.</summary>
    public required long MessagesRetransmitted { get; init; }

    /// <summary>Messages that have arrived, each counted once.</summary>
    public required long MessagesReceived { get; init; }

    /// <summary>Messages that the application has taken.</summary>
    public required long MessagesDelivered { get; init; }

    /// <summary>Messages that arrived once more, and were dropped.</summary>
    public required long DuplicatesDropped { get; init; }

    /// <summary>The most messages that either side keeps: <c>MaxTransferWindowSize</c>.</summary>
    public required int WindowSize { get; init; }

    /// <summary>Messages of this side that wait to be acknowledged, or answered: 0 to <see cref="WindowSize"/>. A window that stays full means
    /// that the other side is slow, or cannot be reached.</summary>
    public required int WindowUsed { get; init; }

    /// <summary>Messages that have arrived and that the application has not taken: 0 to <see cref="WindowSize"/>.</summary>
    public required int MessagesHeld { get; init; }

    /// <summary>How long ago the session began.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>How long ago something last arrived from the other side. At <c>InactivityTimeout</c> the session is given up.</summary>
    public required TimeSpan Idle { get; init; }
}

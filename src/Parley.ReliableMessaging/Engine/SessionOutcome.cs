namespace Parley.ReliableMessaging;

/// <summary>How a session ended.</summary>
internal enum SessionEnd
{
    /// <summary>Everything was delivered and both sides know it.</summary>
    Closed,

    /// <summary>MaxRetryCount retries of one message stayed without an answer.</summary>
    RetriesExhausted,

    /// <summary>Nothing arrived for InactivityTimeout.</summary>
    Inactivity,

    /// <summary>CreateSequence was refused.</summary>
    Refused,

    /// <summary>CreateSequence was refused because too many sessions wait to be accepted.</summary>
    ConnectionLimitReached,

    /// <summary>The peer sent a fault that ends the session.</summary>
    TerminatedByPeer,

    /// <summary>The peer does not know the sequence (any more).</summary>
    UnknownToPeer,

    /// <summary>The peer broke a rule of the protocol, and was told by a fault.</summary>
    ProtocolViolation,

    /// <summary>The application gave up.</summary>
    Aborted,
}

/// <summary>How a session ended, and why.</summary>
/// <param name="End">How.</param>
/// <param name="Reason">Why, in words that name the setting where one ran out.</param>
/// <param name="Fault">The fault that was received, or sent; null where there is none.</param>
internal sealed record SessionOutcome(SessionEnd End, string Reason, SequenceFault? Fault = null)
{
    /// <summary>Everything was delivered and both sides know it.</summary>
    public static SessionOutcome Closed { get; } = new(SessionEnd.Closed, "The reliable session was closed.");
}

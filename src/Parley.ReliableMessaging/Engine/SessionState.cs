namespace Parley.ReliableMessaging;

/// <summary>Which side of a session an engine is.</summary>
internal enum SessionRole
{
    /// <summary>The side that sends CreateSequence.</summary>
    Initiator,

    /// <summary>The side that answers it.</summary>
    Responder,
}

/// <summary>A session as its channel sees it: both halves together.</summary>
internal enum SessionState
{
    Created,
    Opening,
    Open,

    /// <summary>This side has no more to send, or the peer (where only it sends).</summary>
    Closing,

    Closed,
    Faulted,
}

/// <summary>What became of a message that the application gave to a session.</summary>
internal enum SendResult
{
    /// <summary>It is taken and will be delivered.</summary>
    Taken,

    /// <summary>The window is full: try again when something was acknowledged.</summary>
    NoRoom,

    /// <summary>The session is not open, or its output is closed.</summary>
    NotOpen,

    /// <summary>No number is left for it. WS-ReliableMessaging 1.1, section 4.5.</summary>
    NumbersExhausted,
}

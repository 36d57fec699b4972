namespace Parley.ReliableMessaging;

/// <summary>What became of a message.</summary>
internal enum MessageFate
{
    /// <summary>The peer has it.</summary>
    Acknowledged,

    /// <summary>The session ended, and the peer has not said that it has the message.</summary>
    Unconfirmed,

    /// <summary>The application has taken it.</summary>
    Delivered,

    /// <summary>It had arrived before, and was dropped.</summary>
    Duplicate,

    /// <summary>The session had no room for it or no use, and dropped it.</summary>
    Refused,

    /// <summary>The session ended, and the application had not taken it.</summary>
    Undelivered,
}

/// <summary>What became of a message.</summary>
/// <param name="Fate">What.</param>
/// <param name="Number">Its number.</param>
/// <param name="Payload">The message.</param>
/// <param name="Delay">For an acknowledged message: the time since it was last sent.</param>
internal readonly record struct MessageEvent<T>(MessageFate Fate, long Number, T? Payload, TimeSpan Delay = default);

namespace Parley.Channels.Framing;

/// <summary>What becomes of a service's connection after a session.</summary>
internal enum ConnectionFate
{
    /// <summary>Both sides have said End: a new preamble may come.</summary>
    Reuse,

    /// <summary>Everything is said: the connection is closed. Its input has been given back.</summary>
    Close,

    /// <summary>A fault was the last word: the connection is closed when the client has had time to read it.</summary>
    Linger,

    /// <summary>There is no room for the session.</summary>
    TooBusy,

    /// <summary>The listener closes.</summary>
    Unavailable,

    /// <summary>The connection was ended. Its input is given back by whoever reads from it.</summary>
    Aborted,
}

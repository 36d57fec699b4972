namespace Parley.ReliableMessaging;

/// <summary>The settings of a session, as the engine needs them. WCF documentation: ReliableSessionBindingElement.</summary>
internal sealed class ReliableSettings
{
    /// <summary>The version. WCF's default: February 2005.</summary>
    public ReliableVersion Version { get; init; } = ReliableVersion.February2005;

    /// <summary>True when messages are handed over in the order of their numbers. Default true.</summary>
    public bool Ordered { get; init; } = true;

    /// <summary>How long an acknowledgement may wait for a message to go along with. Default 200 ms.</summary>
    public TimeSpan AcknowledgementInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a peer may be silent. Default 10 minutes.</summary>
    public TimeSpan InactivityTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>True when the receiver says how much room it has, and the sender heeds it. Default true.</summary>
    public bool FlowControlEnabled { get; init; } = true;

    /// <summary>Unacknowledged messages of a sender, messages that a receiver holds for an application that is not quick: 1 to 4096. Default 8.</summary>
    public int MaxTransferWindowSize { get; init; } = 8;

    /// <summary>Retries of a message before the session ends: at least 1. Default 8.</summary>
    public int MaxRetryCount { get; init; } = 8;

    /// <summary>The binding's SendTimeout: a peer without room is asked again within half of it. Default 1 minute.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest time between two attempts to open or close a sequence. Default 10 s, as the .NET Framework does.</summary>
    public TimeSpan HandshakeInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a session whose messages are all delivered waits for the peer's part of closing. Default 20 s.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an acknowledgement that is due at once may still wait for a message to go along with. Default 0.</summary>
    public TimeSpan PromptAcknowledgementDelay { get; init; }
}

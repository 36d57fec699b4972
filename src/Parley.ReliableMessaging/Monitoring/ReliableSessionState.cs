namespace Parley;

/// <summary>How far a reliable session has come.</summary>
public enum ReliableSessionState
{
    /// <summary>The service has been asked for a session, and has not answered yet.</summary>
    Opening,

    /// <summary>Messages go to and fro.</summary>
    Open,

    /// <summary>This side has no more to send, or (where only it sends) the other; what is under way is still delivered.</summary>
    Closing,

    /// <summary>Everything was delivered, and both sides know it.</summary>
    Closed,

    /// <summary>The session has failed, or was aborted.</summary>
    Faulted,
}

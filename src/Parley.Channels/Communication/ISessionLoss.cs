namespace Parley.Channels;

/// <summary>
/// A session channel that hands over what was delivered before its session failed, and faults after that. Whoever works on a message already, or waits
/// for the peer, is told at once.
/// </summary>
internal interface ISessionLoss
{
    /// <summary>Called once when the session has failed, with the reason; at once when it has failed before. Not within the transport's own work.</summary>
    Action<Exception>? WhenLost { set; }
}

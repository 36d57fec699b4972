using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>How the ends of sessions are called in measurements, activities and logs.</summary>
internal static class SessionEndNames
{
    /// <summary>The name of an end by an error that nobody has thought of.</summary>
    public const string OwnError = "internal_error";

    /// <summary>The name of an end.</summary>
    /// <param name="end">How the session ended.</param>
    /// <param name="breach">What broke the session, where its engine did not see it; null for nothing.</param>
    /// <param name="wasOpen">True when the session had been open.</param>
    public static string Of(SessionEnd end, Exception? breach, bool wasOpen) => end switch
    {
        SessionEnd.Closed => "closed",
        SessionEnd.RetriesExhausted => "retries_exhausted",
        SessionEnd.Inactivity => "inactivity",
        SessionEnd.Refused => "refused",
        SessionEnd.ConnectionLimitReached => "connection_limit",
        SessionEnd.TerminatedByPeer => "terminated_by_peer",
        SessionEnd.UnknownToPeer => "unknown_to_peer",
        SessionEnd.ProtocolViolation => "protocol_violation",
        _ when breach is ProtocolException => "protocol_violation",
        _ when breach is FaultException && wasOpen => "terminated_by_peer",
        _ when !wasOpen && breach is (FaultException or EndpointNotFoundException) => "refused",
        _ when breach is not null => "transport_failure",
        _ => wasOpen ? "aborted" : "not_opened",
    };

    /// <summary>The setting that had a part in an end.</summary>
    public static string SettingOf(SessionEnd end, bool wasOpen) => end switch
    {
        SessionEnd.RetriesExhausted => "MaxRetryCount",
        SessionEnd.Inactivity => "InactivityTimeout",
        SessionEnd.ConnectionLimitReached => "MaxPendingChannels of the service",
        SessionEnd.Aborted when !wasOpen => "OpenTimeout",
        SessionEnd.UnknownToPeer => "none, the other side was started again or has given the session up",
        SessionEnd.TerminatedByPeer => "none, the other side has ended it",
        _ => "none",
    };
}

namespace Parley.Security;

/// <summary>What the ends of secure sessions are called.</summary>
internal static class SessionEnds
{
    /// <summary>The exception of a channel whose session has ended.</summary>
    public static CommunicationException ToException(SessionEnd end) => new(end switch
    {
        SessionEnd.Idle => "The secure session has ended: no message came within ReceiveTimeout.",
        SessionEnd.Forgotten => "The secure session has ended: the service did not accept it within LocalServiceSettings.InactivityTimeout of its last message.",
        SessionEnd.Closed => "The secure session has ended: the listener was closed.",
        _ => "The secure session has ended.",
    });
}

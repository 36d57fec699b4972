using Parley.Channels;

namespace Parley.Security;

/// <summary>What faults of a service about a secure session mean to its client.</summary>
internal static class SessionFaults
{
    /// <summary>The longest fault that is read, in bytes.</summary>
    public const int MaxSize = 65536;

    /// <summary>Reads the code of a fault about security; null for one about something else.</summary>
    public static SecurityFaultCode? Find(MessageFault fault) => SecurityFaults.Find(fault.Code);

    /// <summary>The exception for an answer without a security header.</summary>
    /// <param name="message">The answer. It is used up.</param>
    /// <param name="address">The service.</param>
    public static CommunicationException ToException(Message message, Uri address)
    {
        using (message)
        {
            return message.IsFault
                ? ToException(MessageFault.CreateFault(message, MaxSize), address)
                : new MessageSecurityException($"The answer of the service at '{address}' has no security header. Do the bindings of the two sides match?");
        }
    }

    /// <summary>The exception for a fault about an open session, with that fault inside.</summary>
    public static CommunicationException ToExceptionInSession(MessageFault fault, Uri address) => Find(fault) == SecurityFaultCode.ServerTooBusy
        ? new ServerTooBusyException(
            $"The service at '{address}' did not take the message: too many requests of this secure session wait for it (LocalServiceSettings.MaxPendingRequests). Send fewer at a time, or try again later.",
            FaultException.CreateFault(fault))
        : ToException(fault, address);

    /// <summary>The exception for a fault, with that fault inside. WCF throws the same types.</summary>
    public static CommunicationException ToException(MessageFault fault, Uri address) => ToException(FaultException.CreateFault(fault), address);

    /// <summary>The exception for a fault, with that fault inside. WCF throws the same types.</summary>
    public static CommunicationException ToException(FaultException fault, Uri address) => SecurityFaults.Find(fault.Code) switch
    {
        SecurityFaultCode.ServerTooBusy => new ServerTooBusyException(
            $"The service at '{address}' has too many secure sessions that wait for their first message, or to be accepted (LocalServiceSettings.MaxPendingSessions). Try again later.", fault),
        SecurityFaultCode.EndpointUnavailable => new EndpointNotFoundException(
            $"The service at '{address}' is closing, and takes no new secure sessions (fault EndpointUnavailable).", fault),
        SecurityFaultCode.BadContextToken => new MessageSecurityException(
            $"The service at '{address}' does not know the secure session, and did not take the message (fault BadContextToken). It was restarted since the session was opened, or it ended the session "
            + "because no message came within its ReceiveTimeout; or the bindings of the two sides differ. Open a new channel, and repeat on it what is safe to repeat. "
            + "To keep sessions through restarts of the service, use a token that carries its state (RequireSecurityContextCancellation false).",
            fault),
        SecurityFaultCode.RenewNeeded => new MessageSecurityException(
            $"The service at '{address}' did not take the message, as the key of the secure session has expired (fault RenewNeeded). The next message is sent under a new key: repeat the call.", fault),
        SecurityFaultCode.ExpiredSecurityContextTokenKey => new MessageSecurityException(
            $"The service at '{address}' did not take the message, as the key of the secure session has expired, and sessions are not renewed (CanRenewSession is false). Open a new channel.", fault),
        SecurityFaultCode.SecuritySessionAborted => new MessageSecurityException(
            $"The service at '{address}' has ended the secure session (fault SecuritySessionAborted): no message came within its ReceiveTimeout, an operation failed, or it was stopped. Open a new channel.",
            fault),
        SecurityFaultCode.FailedAuthentication => new MessageSecurityException(
            $"The service at '{address}' did not accept the client's credentials (fault FailedAuthentication).", fault),
        SecurityFaultCode.InvalidRequest => new MessageSecurityException(
            $"The service at '{address}' refused the request for a security context token (fault InvalidRequest). Compare the bindings of the two sides: KeyEntropyMode, the algorithm suite, "
            + "and whether sessions are cancelled and renewed.",
            fault),
        _ => new MessageSecurityException(
            $"The service at '{address}' answered with a fault that is not protected as the binding says, or that refuses the protection of the message. Compare the bindings and the clocks of the two sides. The inner exception has the fault.",
            fault),
    };
}

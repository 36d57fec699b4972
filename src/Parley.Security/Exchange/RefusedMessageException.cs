using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// A received message was refused. Its text is that of the fault, which tells nothing of the cause; <see cref="Reason"/> is for the log of
/// whoever refused it.
/// </summary>
internal sealed class RefusedMessageException : MessageSecurityException
{
    public RefusedMessageException(SecurityFaultCode code, string reason)
        : base(code == SecurityFaultCode.FailedAuthentication
            ? "A security token of the message could not be validated."
            : "The security of the message could not be verified.")
    {
        Code = code;
        Reason = reason;
    }

    /// <summary>The fault that the sender gets.</summary>
    public SecurityFaultCode Code { get; }

    /// <summary>What was wrong, for the operator. Without secrets.</summary>
    public string Reason { get; }

    /// <summary>Makes the fault, complete but for the headers that relate it to the request.</summary>
    public Message CreateFault(MessageVersion version, TrustProtocol protocol) => SecurityFaults.Create(Code, version, protocol);
}

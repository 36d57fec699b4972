using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// A received message was refused. Its text is that of the fault, which tells nothing of the cause; <see cref="Reason"/> is for the log of
/// whoever refused it.
/// </summary>
internal sealed class RefusedMessageException : MessageSecurityException
{
    /// <param name="code">The fault that the sender gets.</param>
    /// <param name="reason">What was wrong, for the operator.</param>
    /// <param name="cause">What a validator of credentials threw; null for nothing. A <see cref="FaultException"/> of it is what the sender gets.</param>
    public RefusedMessageException(SecurityFaultCode code, string reason, Exception? cause = null)
        : base(code == SecurityFaultCode.FailedAuthentication
            ? "A security token of the message could not be validated."
            : "The security of the message could not be verified.", cause)
    {
        Code = code;
        Reason = reason;
    }

    /// <summary>The fault that the sender gets.</summary>
    public SecurityFaultCode Code { get; }

    /// <summary>What was wrong, for the operator. Without secrets.</summary>
    public string Reason { get; }

    /// <summary>Whether the message, which could not be read to its end, has a security context token.</summary>
    public bool HasContextToken { get; init; }

    /// <summary>Whether nothing is wrong with the message but that it has come before.</summary>
    public bool IsRepetition { get; init; }

    /// <summary>What was wrong, with what a validator of credentials said, for the operator's log.</summary>
    public string Details => InnerException is { } cause ? $"{Reason} {cause.GetType().Name}: {cause.Message}" : Reason;

    /// <summary>Makes the fault, complete but for the headers that relate it to the request.</summary>
    public Channels.Message CreateFault(MessageVersion version, TrustProtocol protocol) => InnerException is FaultException chosen
        ? Channels.Message.CreateMessage(version, chosen.CreateMessageFault(), chosen.Action ?? version.Addressing.FaultAction?.Value)
        : SecurityFaults.Create(Code, version, protocol);
}

using Parley.Channels;

namespace Parley.Security;

/// <summary>Makes the faults of message security, and knows them again. Their texts are the same for every cause: a stranger learns nothing.</summary>
internal static class SecurityFaults
{
    /// <summary>The action of faults about security contexts that are sent protected.</summary>
    public const string ConversationFaultAction = "http://schemas.microsoft.com/ws/2006/05/security/SecureConversationFault";

    /// <summary>Makes a fault, complete but for the headers that relate it to the request.</summary>
    /// <param name="code">Why.</param>
    /// <param name="version">The version of the answer.</param>
    /// <param name="protocol">The namespaces of WS-Trust and WS-SecureConversation.</param>
    public static Message Create(SecurityFaultCode code, MessageVersion version, TrustProtocol protocol) =>
        Create(code, version, protocol, version.Addressing.FaultAction?.Value);

    /// <summary>Makes a fault, complete but for the headers that relate it to the request.</summary>
    /// <param name="code">Why.</param>
    /// <param name="version">The version of the answer.</param>
    /// <param name="protocol">The namespaces of WS-Trust and WS-SecureConversation.</param>
    /// <param name="action">The fault's action.</param>
    /// <param name="text">What it says to people; null for what it usually does.</param>
    public static Message Create(SecurityFaultCode code, MessageVersion version, TrustProtocol protocol, string? action, string? text = null)
    {
        var subCode = new FaultCode(code.ToString(), code == SecurityFaultCode.EndpointUnavailable ? version.Addressing.Namespace.Value : NamespaceOf(code, protocol));
        var isOfReceiver = code is SecurityFaultCode.ServerTooBusy or SecurityFaultCode.EndpointUnavailable;
        var fault = MessageFault.CreateFault(new FaultCode(isOfReceiver ? "Receiver" : "Sender", subCode), text ?? TextOf(code));
        return Message.CreateMessage(version, fault, action);
    }

    /// <summary>What a fault says of security.</summary>
    /// <param name="code">The fault's code.</param>
    /// <returns>Null for a fault about something else.</returns>
    public static SecurityFaultCode? Find(FaultCode code)
    {
        // SOAP 1.1 has one code only.
        var special = code.SubCode ?? code;
        return Enum.TryParse<SecurityFaultCode>(special.Name, out var known)
            && Enum.IsDefined(known)
            && special.Name == known.ToString()
            && (known == SecurityFaultCode.EndpointUnavailable
                ? special.Namespace == AddressingVersion.WSAddressing10.Namespace.Value || special.Namespace == AddressingVersion.WSAddressingAugust2004.Namespace.Value
                : special.Namespace == NamespaceOf(known, TrustProtocol.February2005) || special.Namespace == NamespaceOf(known, TrustProtocol.Oasis))
            ? known
            : null;
    }

    private static string NamespaceOf(SecurityFaultCode code, TrustProtocol protocol) => code switch
    {
        SecurityFaultCode.InvalidSecurity or SecurityFaultCode.InvalidSecurityToken or SecurityFaultCode.FailedAuthentication => SecurityNames.Security10.Value,
        SecurityFaultCode.BadContextToken or SecurityFaultCode.RenewNeeded => protocol.Conversation.Namespace.Value,
        SecurityFaultCode.InvalidRequest => protocol.Trust.Namespace.Value,
        _ => SecurityNames.Extension.Value,
    };

    private static string TextOf(SecurityFaultCode code) => code switch
    {
        SecurityFaultCode.InvalidSecurity => "The security of the message could not be verified.",
        SecurityFaultCode.InvalidSecurityToken => "A security token of the message cannot be used.",
        SecurityFaultCode.FailedAuthentication => "A security token of the message could not be validated.",
        SecurityFaultCode.BadContextToken =>
            "The message's security context is not known here, or the message has none and no operation takes it without. The session may have ended, or the two sides have different bindings.",
        SecurityFaultCode.RenewNeeded => "The key of the security context has expired. Renew the token.",
        SecurityFaultCode.InvalidRequest => "The request for a security token cannot be granted.",
        SecurityFaultCode.SecuritySessionAborted => "The service has ended the security session, because nothing came for too long or because it failed.",
        SecurityFaultCode.ServerTooBusy => "Too many security sessions wait for their first message. Try again later.",
        SecurityFaultCode.EndpointUnavailable => "The service is closing, and takes no new security sessions.",
        SecurityFaultCode.ExpiredSecurityContextTokenKey => "The key of the security context has expired, and the token cannot be renewed.",
        _ => "The security session cannot be cancelled.",
    };
}

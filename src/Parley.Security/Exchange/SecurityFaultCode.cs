namespace Parley.Security;

/// <summary>Why a message was refused, as far as its sender is told. WS-Security 1.1, section 12; WS-Trust 1.3, section 11; WS-SecureConversation 1.3, section 9.</summary>
internal enum SecurityFaultCode
{
    /// <summary>Something about the message's protection is not as it has to be: wsse:InvalidSecurity.</summary>
    InvalidSecurity,

    /// <summary>A token could not be read, or is of a kind that is not taken: wsse:InvalidSecurityToken.</summary>
    InvalidSecurityToken,

    /// <summary>Somebody is not who he says, or is not trusted: wsse:FailedAuthentication.</summary>
    FailedAuthentication,

    /// <summary>The security context is not known here (any more): wsc:BadContextToken.</summary>
    BadContextToken,

    /// <summary>The key of the security context has expired: wsc:RenewNeeded.</summary>
    RenewNeeded,

    /// <summary>A request for a token asks for something that is not given: wst:InvalidRequest.</summary>
    InvalidRequest,

    /// <summary>The service has ended the session: SecuritySessionAborted of the Microsoft extensions.</summary>
    SecuritySessionAborted,

    /// <summary>Too many sessions wait for their first message: ServerTooBusy of the Microsoft extensions. A fault of the receiver.</summary>
    ServerTooBusy,

    /// <summary>The key of a session that cannot be renewed has expired: ExpiredSecurityContextTokenKey of the Microsoft extensions.</summary>
    ExpiredSecurityContextTokenKey,

    /// <summary>The session cannot be cancelled: SecureConversationCancellationNotAllowed of the Microsoft extensions.</summary>
    SecureConversationCancellationNotAllowed,

    /// <summary>The service closes, and makes no more sessions: wsa:EndpointUnavailable. A fault of the receiver.</summary>
    EndpointUnavailable,
}

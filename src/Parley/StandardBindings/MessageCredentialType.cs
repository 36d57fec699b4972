namespace Parley;

/// <summary>How a client proves itself by WS-Security. WCF documentation: MessageCredentialType.</summary>
public enum MessageCredentialType
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By Kerberos or NTLM.</summary>
    Windows,

    /// <summary>By user name and password.</summary>
    UserName,

    /// <summary>By a certificate.</summary>
    Certificate,

    /// <summary>By a token that another service issued.</summary>
    IssuedToken,
}

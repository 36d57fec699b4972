namespace Parley;

/// <summary>How a client proves itself to an HTTP proxy. WCF documentation: HttpProxyCredentialType.</summary>
public enum HttpProxyCredentialType
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By user name and password, in clear.</summary>
    Basic,

    /// <summary>By user name and a digest of the password.</summary>
    Digest,

    /// <summary>By NTLM.</summary>
    Ntlm,

    /// <summary>By Negotiate: Kerberos or NTLM.</summary>
    Windows,
}

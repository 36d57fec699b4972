namespace Parley;

/// <summary>How a client proves itself to an HTTP service. WCF documentation: HttpClientCredentialType.</summary>
public enum HttpClientCredentialType
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By user name and password, in clear: only over TLS.</summary>
    Basic,

    /// <summary>By user name and a digest of the password.</summary>
    Digest,

    /// <summary>By NTLM.</summary>
    Ntlm,

    /// <summary>By Negotiate: Kerberos or NTLM.</summary>
    Windows,

    /// <summary>By a certificate, over TLS.</summary>
    Certificate,

    /// <summary>As the web host has it. A service only.</summary>
    InheritedFromHost,
}

namespace Parley;

/// <summary>How a client proves itself on a local socket. WCF documentation: UnixDomainSocketClientCredentialType.</summary>
public enum UnixDomainSocketClientCredentialType
{
    /// <summary>As the platform does: by the user of the process on Unix, by Negotiate on Windows.</summary>
    Default,

    /// <summary>Not at all; the service has a certificate.</summary>
    None,

    /// <summary>By Negotiate: Kerberos or NTLM.</summary>
    Windows,

    /// <summary>By a certificate, over TLS.</summary>
    Certificate,

    /// <summary>By the user of the process. Not supported yet.</summary>
    PosixIdentity,
}

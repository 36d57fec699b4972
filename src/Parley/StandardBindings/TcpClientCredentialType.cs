namespace Parley;

/// <summary>How a client proves itself on a net.tcp connection. WCF documentation: TcpClientCredentialType.</summary>
public enum TcpClientCredentialType
{
    /// <summary>Not at all; the service has a certificate.</summary>
    None,

    /// <summary>By Negotiate: Kerberos or NTLM.</summary>
    Windows,

    /// <summary>By a certificate, over TLS.</summary>
    Certificate,
}

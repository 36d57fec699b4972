namespace Parley.Security;

/// <summary>What a certificate is shown for. A certificate that states its purposes must state this one: RFC 5280, section 4.2.1.12.</summary>
internal enum CertificateUse
{
    /// <summary>Not said.</summary>
    Any,

    /// <summary>To prove a service in TLS.</summary>
    Server,

    /// <summary>To prove a client in TLS.</summary>
    Client,
}

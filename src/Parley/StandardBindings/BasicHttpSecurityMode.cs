namespace Parley;

/// <summary>What protects the messages of a <see cref="BasicHttpBinding"/>. WCF documentation: BasicHttpSecurityMode.</summary>
public enum BasicHttpSecurityMode
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>TLS.</summary>
    Transport,

    /// <summary>The messages themselves, by WS-Security, with certificates of both sides.</summary>
    Message,

    /// <summary>TLS; the client proves itself by WS-Security.</summary>
    TransportWithMessageCredential,

    /// <summary>Nothing, but the client proves itself by HTTP authentication. Only where the network itself is trusted.</summary>
    TransportCredentialOnly,
}

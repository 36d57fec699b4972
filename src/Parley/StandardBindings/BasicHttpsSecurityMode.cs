namespace Parley;

/// <summary>What protects the messages of a <see cref="BasicHttpsBinding"/>. WCF documentation: BasicHttpsSecurityMode.</summary>
public enum BasicHttpsSecurityMode
{
    /// <summary>TLS.</summary>
    Transport,

    /// <summary>TLS; the client proves itself by WS-Security.</summary>
    TransportWithMessageCredential,
}

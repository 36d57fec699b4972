namespace Parley;

/// <summary>What protects the messages of a binding. WCF documentation: SecurityMode.</summary>
public enum SecurityMode
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The transport: TLS.</summary>
    Transport,

    /// <summary>The messages themselves, by WS-Security.</summary>
    Message,

    /// <summary>The transport; the client proves itself by WS-Security.</summary>
    TransportWithMessageCredential,
}

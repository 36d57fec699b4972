namespace Parley;

/// <summary>What protects the messages of a <see cref="UnixDomainSocketBinding"/>. WCF documentation: UnixDomainSocketSecurityMode.</summary>
public enum UnixDomainSocketSecurityMode
{
    /// <summary>Nothing but the rights on the socket file.</summary>
    None,

    /// <summary>TLS or Windows authentication on the socket.</summary>
    Transport,

    /// <summary>Nothing, but the service learns which user of the machine the client is. Not supported yet.</summary>
    TransportCredentialOnly,
}

using Parley.Security;

namespace Parley.Channels;

/// <summary>The service's side of an upgrade on one connection. WCF documentation: StreamUpgradeAcceptor.</summary>
public abstract class StreamUpgradeAcceptor
{
    /// <summary>Whether this is the upgrade of the name.</summary>
    /// <param name="contentType">The name that the client asks for, such as <c>application/ssl-tls</c>.</param>
    public abstract bool CanUpgrade(string contentType);

    /// <summary>Upgrades, after the client has been told that it may begin.</summary>
    /// <param name="stream">The connection as it is.</param>
    /// <param name="cancellationToken">Fires at the channel initialization timeout.</param>
    /// <returns>The connection as it will be.</returns>
    /// <exception cref="SecurityNegotiationException">The two sides could not agree.</exception>
    public abstract ValueTask<Stream> AcceptUpgradeAsync(Stream stream, CancellationToken cancellationToken = default);

    /// <summary>Who the upgrade has shown the client to be; null when it shows nothing. WCF documentation: StreamSecurityUpgradeAcceptor.</summary>
    public virtual SecurityMessageProperty? GetRemoteSecurity() => null;
}

using Parley.Security;

namespace Parley.Channels;

/// <summary>The client's side of an upgrade on one connection. WCF documentation: StreamUpgradeInitiator.</summary>
public abstract class StreamUpgradeInitiator
{
    /// <summary>The name of the next upgrade to ask for; null when there is none left.</summary>
    public abstract string? GetNextUpgrade();

    /// <summary>Upgrades, after the service has agreed.</summary>
    /// <param name="stream">The connection as it is.</param>
    /// <param name="cancellationToken">Fires at the open timeout.</param>
    /// <returns>The connection as it will be.</returns>
    /// <exception cref="SecurityNegotiationException">The two sides could not agree.</exception>
    /// <exception cref="MessageSecurityException">The service is not who it should be.</exception>
    public abstract ValueTask<Stream> InitiateUpgradeAsync(Stream stream, CancellationToken cancellationToken = default);

    /// <summary>Who the upgrade has shown the service to be; null when it shows nothing. WCF documentation: StreamSecurityUpgradeInitiator.</summary>
    public virtual SecurityMessageProperty? GetRemoteSecurity() => null;
}

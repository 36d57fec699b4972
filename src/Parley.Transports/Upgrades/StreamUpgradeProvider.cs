namespace Parley.Channels;

/// <summary>One half of an upgrade, for all connections of a factory or a listener. WCF documentation: StreamUpgradeProvider.</summary>
public abstract class StreamUpgradeProvider : ChannelManagerBase
{
    /// <summary>Creates the provider with the default timeouts.</summary>
    protected StreamUpgradeProvider()
        : base(null)
    {
    }

    /// <summary>Creates the provider.</summary>
    /// <param name="timeouts">The binding, or whatever else knows the timeouts; null for the defaults.</param>
    protected StreamUpgradeProvider(IDefaultCommunicationTimeouts? timeouts)
        : base(timeouts)
    {
    }

    /// <summary>Makes the service's side of one connection.</summary>
    public abstract StreamUpgradeAcceptor CreateUpgradeAcceptor();

    /// <summary>Makes the client's side of one connection.</summary>
    /// <param name="remoteAddress">The endpoint, with the identity that it must prove.</param>
    /// <param name="via">The address that is dialled.</param>
    public abstract StreamUpgradeInitiator CreateUpgradeInitiator(EndpointAddress remoteAddress, Uri via);

    /// <summary>Answers a question about the provider.</summary>
    /// <typeparam name="T">What is wanted.</typeparam>
    /// <returns>The answer; null when the provider does not know it.</returns>
    public virtual T? GetProperty<T>()
        where T : class => this as T;

    /// <inheritdoc/>
    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    protected override void OnAbort()
    {
    }
}

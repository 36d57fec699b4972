using Parley.Channels;
using Parley.Description;

namespace Parley;

/// <summary>
/// The base of generated and hand-written clients: one channel factory and one channel, opened and closed together.
/// WCF documentation: ClientBase&lt;TChannel&gt;.
/// </summary>
/// <remarks>
/// <see cref="IDisposable.Dispose"/> and <see cref="DisposeAsync"/> close the client, and abort it when it has failed or cannot
/// be closed. They do not throw, so an exception that leaves a <c>using</c> block stays the one that is seen.
/// </remarks>
/// <typeparam name="TChannel">The contract's interface.</typeparam>
public abstract class ClientBase<TChannel> : ICommunicationObject, IDisposable, IAsyncDisposable
    where TChannel : class
{
    private readonly Lock _lock = new();
    private readonly ChannelFactory<TChannel> _factory;
    private TChannel? _channel;

    /// <summary>Creates a client.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="remoteAddress">The service's address.</param>
    protected ClientBase(Binding binding, EndpointAddress remoteAddress)
    {
        ArgumentNullException.ThrowIfNull(binding);
        ArgumentNullException.ThrowIfNull(remoteAddress);
        _factory = new ChannelFactory<TChannel>(binding, remoteAddress);
    }

    /// <summary>Creates a client.</summary>
    /// <param name="endpoint">The endpoint.</param>
    protected ClientBase(ServiceEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _factory = new ChannelFactory<TChannel>(endpoint);
    }

    /// <summary>Creates a client that takes callbacks.</summary>
    /// <param name="callbackInstance">Takes the callbacks.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="remoteAddress">The service's address.</param>
    protected ClientBase(InstanceContext callbackInstance, Binding binding, EndpointAddress remoteAddress)
    {
        ArgumentNullException.ThrowIfNull(callbackInstance);
        ArgumentNullException.ThrowIfNull(binding);
        ArgumentNullException.ThrowIfNull(remoteAddress);
        _factory = new DuplexChannelFactory<TChannel>(callbackInstance, binding, remoteAddress);
    }

    /// <summary>Creates a client that takes callbacks.</summary>
    /// <param name="callbackInstance">Takes the callbacks.</param>
    /// <param name="endpoint">The endpoint.</param>
    protected ClientBase(InstanceContext callbackInstance, ServiceEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(callbackInstance);
        ArgumentNullException.ThrowIfNull(endpoint);
        _factory = new DuplexChannelFactory<TChannel>(callbackInstance, endpoint);
    }

    event EventHandler? ICommunicationObject.Opening
    {
        add => InnerChannel.Opening += value;
        remove => InnerChannel.Opening -= value;
    }

    event EventHandler? ICommunicationObject.Opened
    {
        add => InnerChannel.Opened += value;
        remove => InnerChannel.Opened -= value;
    }

    event EventHandler? ICommunicationObject.Closing
    {
        add => InnerChannel.Closing += value;
        remove => InnerChannel.Closing -= value;
    }

    event EventHandler? ICommunicationObject.Closed
    {
        add => InnerChannel.Closed += value;
        remove => InnerChannel.Closed -= value;
    }

    event EventHandler? ICommunicationObject.Faulted
    {
        add => InnerChannel.Faulted += value;
        remove => InnerChannel.Faulted -= value;
    }

    /// <summary>The factory of the client's channel.</summary>
    public ChannelFactory<TChannel> ChannelFactory => _factory;

    /// <summary>What the client shows to the service, and what it asks of it. They can be changed until the client opens.</summary>
    public ClientCredentials ClientCredentials => _factory.Credentials;

    /// <summary>The endpoint. Its address, binding and behaviours can be changed until the client opens.</summary>
    public ServiceEndpoint Endpoint => _factory.Endpoint;

    /// <summary>The client's channel: its session, its timeouts, its events.</summary>
    public IClientChannel InnerChannel => (IClientChannel)Channel;

    /// <summary>Where the client is in its life: as its channel, or as its factory while there is no channel.</summary>
    public CommunicationState State => (_channel as ICommunicationObject)?.State ?? _factory.State;

    /// <summary>The proxy that the client's methods call.</summary>
    protected TChannel Channel
    {
        get
        {
            if (_channel is { } channel)
            {
                return channel;
            }

            lock (_lock)
            {
                return _channel ??= CreateChannel();
            }
        }
    }

    /// <summary>Opens the client.</summary>
    /// <exception cref="CommunicationException">The service cannot be reached.</exception>
    /// <exception cref="TimeoutException">The binding's OpenTimeout has passed.</exception>
    public void Open() => InnerChannel.Open();

    /// <summary>Opens the client.</summary>
    /// <param name="timeout">How long it may take.</param>
    public void Open(TimeSpan timeout) => InnerChannel.Open(timeout);

    /// <summary>Opens the client.</summary>
    /// <param name="cancellationToken">Gives the attempt up.</param>
    public ValueTask OpenAsync(CancellationToken cancellationToken = default) => InnerChannel.OpenAsync(cancellationToken);

    /// <summary>Closes the client: waits for its calls, and says goodbye where the protocol has one.</summary>
    /// <exception cref="CommunicationObjectFaultedException">The channel has failed.</exception>
    /// <exception cref="TimeoutException">The binding's CloseTimeout has passed.</exception>
    public void Close() => CloseAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Closes the client.</summary>
    /// <param name="timeout">How long it may take.</param>
    public void Close(TimeSpan timeout)
    {
        try
        {
            (_channel as ICommunicationObject)?.Close(timeout);
        }
        finally
        {
            CloseFactory();
        }
    }

    /// <summary>Closes the client.</summary>
    /// <param name="cancellationToken">Gives the goodbye up.</param>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (_channel is ICommunicationObject channel)
            {
                await channel.CloseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await _factory.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends the client at once.</summary>
    public void Abort()
    {
        (_channel as ICommunicationObject)?.Abort();
        _factory.Abort();
    }

    /// <inheritdoc/>
    void IDisposable.Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the client, or aborts it when it cannot be closed. Never throws.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_channel is IAsyncDisposable channel)
        {
            await channel.DisposeAsync().ConfigureAwait(false);
        }

        await _factory.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the client's channel. Called once.</summary>
    protected virtual TChannel CreateChannel() => _factory.CreateChannel();

    private void CloseFactory() => ((IDisposable)_factory).Dispose();
}

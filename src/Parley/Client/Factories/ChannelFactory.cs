using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.Description;
using Parley.ReliableMessaging;

namespace Parley;

/// <summary>Makes channels to the endpoint that it describes. WCF documentation: ChannelFactory.</summary>
public abstract class ChannelFactory : CommunicationObject, IChannelFactory, IDisposable
{
    private readonly Lock _openLock = new();
    private ServiceEndpoint? _endpoint;
    private ClientEndpoint? _client;
    private UntypedEndpoint? _untyped;

    /// <summary>Creates a factory; <see cref="InitializeEndpoint(ServiceEndpoint)"/> or its sibling must follow.</summary>
    protected ChannelFactory()
    {
    }

    /// <summary>The endpoint. Its address, binding and behaviours can be changed until the factory opens.</summary>
    /// <exception cref="InvalidOperationException">A derived class has not initialised it.</exception>
    public ServiceEndpoint Endpoint =>
        _endpoint ?? throw new InvalidOperationException("The channel factory has no endpoint: its constructor must call InitializeEndpoint.");

    /// <summary>What the client shows to the service, and what it asks of it. They can be changed until the factory opens.</summary>
    public ClientCredentials Credentials
    {
        get
        {
            var credentials = Endpoint.Behaviors.Find<ClientCredentials>();
            if (credentials is null)
            {
                credentials = new ClientCredentials();
                Endpoint.Behaviors.Add(credentials);
            }

            return credentials;
        }
    }

    /// <summary>Where the factory's channels log. Default: nowhere. <c>AddParleyClient</c> sets the application's.</summary>
    public ILoggerFactory LoggerFactory
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ThrowIfDisposedOrImmutable();
            field = value;
        }
    } = NullLoggerFactory.Instance;

    /// <summary>What the binding's elements find beside what the endpoint's behaviours give them.</summary>
    internal BindingParameterCollection Surroundings { get; } = [];

    /// <inheritdoc/>
    protected override TimeSpan DefaultOpenTimeout => _endpoint?.Binding?.OpenTimeout ?? TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override TimeSpan DefaultCloseTimeout => _endpoint?.Binding?.CloseTimeout ?? TimeSpan.FromMinutes(1);

    /// <summary>Whether the channels of this factory take calls of the service.</summary>
    private protected virtual bool IsDuplex => false;

    /// <summary>The shape of the channels when they are the binding's own; null when they are proxies of a contract.</summary>
    private protected virtual Type? ChannelShape => null;

    /// <summary>
    /// Shows the sessions of this factory; null when its binding makes none. Whoever asks before the factory opens is shown them, too.
    /// </summary>
    private SessionMonitor? Sessions
    {
        get
        {
            if (field is null && State == CommunicationState.Created && _endpoint?.Binding?.CreateBindingElements().Find<ReliableSessionBindingElement>() is not null)
            {
                field = new SessionMonitor(Surroundings.Find<SessionMonitor>());
                Surroundings.Remove<SessionMonitor>();
                Surroundings.Add(field);
            }

            return field;
        }
    }

    private IChannelFactory? InnerFactory => _client?.InnerFactory ?? _untyped?.InnerFactory;

    /// <inheritdoc/>
    public T? GetProperty<T>()
        where T : class => this as T ?? (typeof(T) == typeof(IReliableSessionMonitor) ? Sessions as T : null) ?? InnerFactory?.GetProperty<T>();

    /// <summary>Closes the factory and its channels, and aborts what cannot be closed. Never throws.</summary>
    void IDisposable.Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the description of the endpoint, without address and binding.</summary>
    protected abstract ServiceEndpoint CreateDescription();

    /// <summary>Opens the factory when it is not open yet. Concurrent callers open it once.</summary>
    protected internal void EnsureOpened()
    {
        if (State == CommunicationState.Opened)
        {
            return;
        }

        lock (_openLock)
        {
            if (State == CommunicationState.Created)
            {
                Open();
            }
        }

        ThrowIfDisposedOrNotOpen();
    }

    /// <summary>Describes the endpoint by its contract, a binding and an address.</summary>
    /// <param name="binding">The binding; null when it is set later.</param>
    /// <param name="address">The address; null when each channel is given its own.</param>
    protected void InitializeEndpoint(Binding? binding, EndpointAddress? address)
    {
        var endpoint = CreateDescription();
        endpoint.Binding = binding;
        endpoint.Address = address;
        InitializeEndpoint(endpoint);
    }

    /// <summary>Takes the description of an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    protected void InitializeEndpoint(ServiceEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        _endpoint = endpoint;
    }

    /// <inheritdoc/>
    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        var endpoint = Endpoint;
        if (endpoint.Binding is null)
        {
            throw new InvalidOperationException(
                $"The channel factory of the contract '{endpoint.Contract.Name}' has no binding. Give one to its constructor, or set Endpoint.Binding.");
        }

        ThrowIfWrongFactory(endpoint.Contract);

        // Credentials are there even when nobody asked for them, so that transports find the defaults.
        _ = Credentials;
        Surroundings.Add(LoggerFactory);
        if (ChannelShape is { } shape)
        {
            _untyped = UntypedEndpoint.Build(endpoint, shape, Surroundings);
            await _untyped.InnerFactory.OpenAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        _client = ClientEndpoint.Build(endpoint, Surroundings);
        await _client.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) =>
        _client?.CloseAsync(cancellationToken) ?? _untyped?.InnerFactory.CloseAsync(cancellationToken) ?? default;

    /// <inheritdoc/>
    protected override void OnAbort()
    {
        _client?.Abort();
        _untyped?.InnerFactory.Abort();
    }

    private protected ServiceChannel CreateServiceChannel(EndpointAddress? address, Uri? via, InstanceContext? callbackInstance)
    {
        EnsureOpened();
        return _client!.CreateChannel(AddressOr(address), via, callbackInstance);
    }

    private protected IChannel CreateUntypedChannel(EndpointAddress? address, Uri? via)
    {
        EnsureOpened();
        return _untyped!.CreateChannel(AddressOr(address), via);
    }

    private EndpointAddress AddressOr(EndpointAddress? address) =>
        address ?? Endpoint.Address ?? throw new InvalidOperationException(
            $"The channel factory of the contract '{Endpoint.Contract.Name}' has no address. Give one to its constructor or to CreateChannel, or set Endpoint.Address.");

    private void ThrowIfWrongFactory(ContractDescription contract)
    {
        if (contract.IsDuplex && !IsDuplex)
        {
            throw new InvalidOperationException(
                $"The contract '{contract.Name}' has the callback contract {contract.CallbackContractType}, and ChannelFactory has no object to take the callbacks. Use DuplexChannelFactory or DuplexClientBase.");
        }

        if (!contract.IsDuplex && IsDuplex)
        {
            throw new InvalidOperationException(
                $"The contract '{contract.Name}' has no callback contract, so its client takes no callbacks. Use ChannelFactory or ClientBase, or set ServiceContract.CallbackContract.");
        }
    }
}

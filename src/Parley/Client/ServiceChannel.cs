using Parley.Channels;

namespace Parley;

/// <summary>
/// What proxies and <see cref="OperationContext.Channel"/> stand on: one channel of any shape, its session, its calls, and
/// its life. On a client it opens the channel and owns it; at a service it stands for the caller's channel, and carries
/// callbacks where the channel can send.
/// </summary>
/// <remarks>The parts: properties here; opening, closing and failing in <c>.Lifetime</c>; calls in <c>.Calls</c>; one call's
/// request and reply in <c>.Messages</c>.</remarks>
internal sealed partial class ServiceChannel : CommunicationObject, IClientChannel, IServiceChannel, IDuplexContextChannel, IReplyReader
{
    private readonly IChannel _inner;
    private readonly ProxyRuntime? _runtime;
    private readonly IDefaultCommunicationTimeouts _timeouts;
    private readonly TimeProvider _timeProvider;
    private readonly RequestReplyCorrelation? _correlation;
    private readonly OutgoingPath? _path;
    private readonly EndpointAddress? _remoteAddress;
    private readonly Uri? _via;
    private readonly IInputChannel? _input;
    private readonly bool _hasSession;
    private KnownTo? _to;
    private ExtensionCollection<IContextChannel>? _extensions;
    private TimeSpan _operationTimeout;
    private bool _hasOperationTimeout;
    private object? _proxy;
    private Dictionary<ProxyRuntime, object>? _callbackProxies;

    /// <summary>Creates the engine of one channel.</summary>
    internal ServiceChannel(ServiceChannelSettings settings)
    {
        _inner = settings.Channel;
        _input = _inner as IInputChannel;
        _hasSession = !settings.HidesSession && _inner is ISessionChannel<IDuplexSession> or ISessionChannel<IInputSession> or ISessionChannel<IOutputSession>;
        _runtime = settings.Runtime;
        _timeouts = settings.Timeouts;
        _timeProvider = settings.TimeProvider;
        _remoteAddress = settings.RemoteAddress;
        _via = settings.Via;
        _operationTimeout = settings.Timeouts.SendTimeout;
        MessageVersion = settings.MessageVersion;
        ListenUri = settings.ListenUri;
        IsServiceSide = settings.IsServiceSide;
        HidesSession = settings.HidesSession;
        if (_inner is IDuplexChannel duplex && _inner is not IRequestChannel)
        {
            _correlation = new RequestReplyCorrelation(duplex, this, settings.HasPump);
        }

        HasPump = settings.HasPump;
        _startPump = settings.StartPump;
        _path = OutgoingPath.For(_inner, _correlation);
        _inner.Faulted += OnInnerFaulted;
        _inner.Closed += OnInnerClosed;
    }

    /// <inheritdoc/>
    public event EventHandler<UnknownMessageReceivedEventArgs>? UnknownMessageReceived;

    /// <summary>What its dispatcher does with a channel that has failed, after everybody who listens has heard of it.</summary>
    internal Action? WhenFaulted { get; set; }

    /// <inheritdoc/>
    public bool AllowOutputBatching { get; set; }

    /// <inheritdoc/>
    public bool AutomaticInputSessionShutdown { get; set; } = true;

    /// <inheritdoc/>
    public InstanceContext? CallbackInstance { get; set; }

    /// <inheritdoc/>
    public IExtensionCollection<IContextChannel> Extensions
    {
        get
        {
            lock (ThisLock)
            {
                return _extensions ??= new ExtensionCollection<IContextChannel>(this);
            }
        }
    }

    /// <inheritdoc/>
    public IInputSession? InputSession =>
        _inner switch
        {
            _ when HidesSession => null,
            ISessionChannel<IDuplexSession> duplex => duplex.Session,
            ISessionChannel<IInputSession> input => input.Session,
            _ => null,
        };

    /// <inheritdoc/>
    public IOutputSession? OutputSession =>
        _inner switch
        {
            _ when HidesSession => null,
            ISessionChannel<IDuplexSession> duplex => duplex.Session,
            ISessionChannel<IOutputSession> output => output.Session,
            _ => null,
        };

    /// <inheritdoc/>
    public EndpointAddress? LocalAddress =>
        _inner switch
        {
            IInputChannel input => input.LocalAddress,
            IReplyChannel reply => reply.LocalAddress,
            _ => null,
        };

    /// <inheritdoc/>
    public EndpointAddress? RemoteAddress =>
        _remoteAddress ?? _inner switch
        {
            IOutputChannel output => output.RemoteAddress,
            IRequestChannel request => request.RemoteAddress,
            _ => null,
        };

    /// <inheritdoc/>
    public string? SessionId => InputSession?.Id ?? OutputSession?.Id;

    /// <inheritdoc/>
    public TimeSpan OperationTimeout
    {
        get => _operationTimeout;
        set
        {
            if (value < TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "OperationTimeout is zero or more, or infinite.");
            }

            _operationTimeout = value;
            _hasOperationTimeout = true;
        }
    }

    /// <inheritdoc/>
    public Uri? ListenUri { get; }

    /// <inheritdoc/>
    public Uri Via =>
        _via
        ?? (_inner as IOutputChannel)?.Via
        ?? (_inner as IRequestChannel)?.Via
        ?? throw new InvalidOperationException("The channel only receives; it has no address to send to.");

    /// <summary>The channel below.</summary>
    internal IChannel InnerChannel => _inner;

    /// <inheritdoc/>
    internal override string Name => IsServiceSide ? "channel of a client" : $"channel to '{RemoteAddress?.Uri}'";

    /// <inheritdoc/>
    internal override string? OpenTimeoutHint => IsServiceSide ? null
        : _inner is CommunicationObject { OpenTimeoutHint: { } hint } ? hint
        : HasSession ? "The service does not answer, or it may be at MaxConcurrentSessions: do its clients close their channels?"
        : "The service does not answer.";

    /// <inheritdoc/>
    internal override string? CloseTimeoutHint => (_inner as CommunicationObject)?.CloseTimeoutHint;

    /// <inheritdoc/>
    internal override Exception? HiddenFailure => (_inner as CommunicationObject)?.HiddenFailure;

    /// <summary>Whether this is the caller's channel at a service.</summary>
    internal bool IsServiceSide { get; }

    /// <summary>Whether a dispatcher's pump reads the channel.</summary>
    internal bool HasPump { get; }

    /// <summary>Whether a session of the channel below is none of the contract's business.</summary>
    internal bool HidesSession { get; }

    /// <summary>Whether the channel has a session of either direction.</summary>
    internal bool HasSession => _hasSession;

    /// <summary>The callbacks of the endpoint that the session is bound to; null where each call has its own.</summary>
    internal ProxyRuntime? Callbacks { get; set; }

    /// <summary>The version of the messages to send; null where nothing is known of it.</summary>
    internal MessageVersion? MessageVersion { get; }

    /// <inheritdoc/>
    protected override TimeSpan DefaultOpenTimeout => _timeouts.OpenTimeout;

    /// <inheritdoc/>
    protected override TimeSpan DefaultCloseTimeout => _timeouts.CloseTimeout;

    /// <inheritdoc/>
    protected override TimeProvider TimeProvider => _timeProvider;

    /// <inheritdoc/>
    public T? GetProperty<T>()
        where T : class => this as T ?? _inner.GetProperty<T>();

    /// <summary>The engine behind a proxy, or the engine itself; null for any other channel.</summary>
    internal static ServiceChannel? Of(object channel) => channel as ServiceChannel ?? (channel as ContractProxy)?.ServiceChannel;

    /// <summary>The proxy of the channel's contract; always the same one.</summary>
    internal object GetProxy(Type contractType)
    {
        lock (ThisLock)
        {
            return _proxy ??= ContractProxy.Create(contractType, this, _runtime!);
        }
    }

    /// <summary>The proxy of the callback contract, as the type that the caller asks for.</summary>
    /// <param name="wanted">The type.</param>
    /// <param name="callbacks">The callback contract of the endpoint that takes the call; null for none.</param>
    internal object GetCallbackProxy(Type wanted, ProxyRuntime? callbacks)
    {
        if (!IsServiceSide || callbacks?.ContractType is not { } callbackType)
        {
            throw new InvalidOperationException(
                "There is no client to call back here. Set ServiceContract.CallbackContract on the contract of this endpoint, and ask from within one of its operations.");
        }

        if (_path is null)
        {
            throw new InvalidOperationException(
                $"The binding of this endpoint gives channels that cannot carry the callback contract {callbackType}: they do not send. Use a duplex binding, such as NetTcpBinding.");
        }

        return wanted.IsAssignableFrom(callbackType) || wanted.IsAssignableFrom(typeof(CallbackProxy))
            ? CallbackProxyOf(callbacks, callbackType)
            : throw new InvalidOperationException(
                $"The callback contract of this endpoint is {callbackType}, which is no {wanted}. Ask GetCallbackChannel for {callbackType}.");
    }

    /// <summary>Each contract at the listener's address has its own callbacks.</summary>
    private object CallbackProxyOf(ProxyRuntime callbacks, Type callbackType)
    {
        object proxy;
        lock (ThisLock)
        {
            _callbackProxies ??= [];
            if (_callbackProxies.TryGetValue(callbacks, out var existing))
            {
                return existing;
            }

            proxy = ContractProxy.Create(callbackType, this, callbacks);
            _callbackProxies.Add(callbacks, proxy);
        }

        foreach (var initializer in callbacks.Initializers)
        {
            initializer.Initialize((IClientChannel)proxy);
        }

        return proxy;
    }
}

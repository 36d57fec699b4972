using Parley.Channels;
using Parley.Dispatcher;

namespace Parley;

/// <summary>
/// What the calls of one session, of one call, or of a whole service share: the service object, its lock, and the state
/// that users attach. WCF documentation: InstanceContext.
/// </summary>
public sealed class InstanceContext : CommunicationObject, IExtensibleObject<InstanceContext>
{
    private readonly Lock _gate = new();
    private readonly bool _isUserObject;
    private object? _instance;
    private ExtensionCollection<InstanceContext>? _extensions;
    private ChannelSet? _incoming;
    private ChannelSet? _outgoing;
    private ManualFlow? _manualFlow;
    private InstanceLock? _lock;
    private FlowThrottle? _throttle;
    private TaskCompletionSource? _unused;
    private volatile TaskCompletionSource? _admission;
    private int _users;
    private int _opened;

    /// <summary>Creates the context of a client's callback object.</summary>
    /// <param name="implementation">The object that takes the callbacks.</param>
    public InstanceContext(object implementation)
    {
        ArgumentNullException.ThrowIfNull(implementation);
        _instance = implementation;
        _isUserObject = true;
    }

    /// <summary>Creates a context whose service object is made at the first call.</summary>
    /// <param name="host">The host.</param>
    public InstanceContext(ServiceHostBase host)
    {
        ArgumentNullException.ThrowIfNull(host);
        Host = host;
    }

    /// <summary>Creates a context with a service object of the user's.</summary>
    /// <param name="host">The host.</param>
    /// <param name="implementation">The service object. It is never released or disposed.</param>
    public InstanceContext(ServiceHostBase host, object implementation)
        : this(implementation)
    {
        ArgumentNullException.ThrowIfNull(host);
        Host = host;
    }

    internal InstanceContext(DispatchRuntime runtime, ServiceHostBase? host)
    {
        Runtime = runtime;
        Host = host;
    }

    /// <summary>State and behaviour that users attach; it lives as long as the context, whatever happens to the service object.</summary>
    public IExtensionCollection<InstanceContext> Extensions
    {
        get
        {
            lock (_gate)
            {
                return _extensions ??= new ExtensionCollection<InstanceContext>(this);
            }
        }
    }

    /// <summary>The host; null for a client's callbacks.</summary>
    public ServiceHostBase? Host { get; }

    /// <summary>The sessions that are bound to this context.</summary>
    public ICollection<IChannel> IncomingChannels => Channels(ref _incoming, holds: false);

    /// <summary>Channels that the service object uses. While one of them is open the context is not closed.</summary>
    public ICollection<IChannel> OutgoingChannels => Channels(ref _outgoing, holds: true);

    /// <summary>How many more messages are dispatched before the context waits for <see cref="IncrementManualFlowLimit"/>. Default 2147483647: no limit.</summary>
    public int ManualFlowLimit
    {
        get => _manualFlow?.Limit ?? int.MaxValue;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ManualFlow.Limit = value;
        }
    }

    /// <summary>Where the calls run; null for where the dispatcher runs them.</summary>
    public SynchronizationContext? SynchronizationContext { get; set; }

    /// <summary>How the service object is made and released; set when the context is first dispatched to.</summary>
    internal DispatchRuntime? Runtime { get; private set; }

    /// <summary>The line of calls; made when it is first needed.</summary>
    internal InstanceLock Lock
    {
        get
        {
            if (_lock is null)
            {
                Interlocked.CompareExchange(ref _lock, new InstanceLock(), null);
            }

            return _lock;
        }
    }

    /// <summary>Completes when the throttle has let the context in; null when it is in.</summary>
    internal Task? Admission => _admission?.Task;

    /// <summary>True when a call may wait for <see cref="IncrementManualFlowLimit"/>.</summary>
    internal bool HasManualFlow => _manualFlow is not null;

    internal ManualFlow ManualFlow
    {
        get
        {
            if (_manualFlow is null)
            {
                Interlocked.CompareExchange(ref _manualFlow, new ManualFlow(), null);
            }

            return _manualFlow;
        }
    }

    /// <summary>True when the object is the user's own: it is never made, released or disposed here.</summary>
    internal bool HasUserObject => _isUserObject;

    /// <inheritdoc/>
    protected override TimeSpan DefaultOpenTimeout => Timeout.InfiniteTimeSpan;

    /// <inheritdoc/>
    protected override TimeSpan DefaultCloseTimeout => Timeout.InfiniteTimeSpan;

    /// <summary>The service object; made if there is none.</summary>
    /// <returns>The service object.</returns>
    public object GetServiceInstance() => GetServiceInstance(null);

    /// <summary>The service object; made for a message if there is none.</summary>
    /// <param name="message">The message; null when there is none.</param>
    /// <returns>The service object.</returns>
    /// <exception cref="InvalidOperationException">Nobody can make one.</exception>
    public object GetServiceInstance(Message? message)
    {
        var instance = Volatile.Read(ref _instance);
        return instance ?? MakeInstance(message);
    }

    /// <summary>Lets this many more messages through. See <see cref="ManualFlowLimit"/>.</summary>
    /// <param name="incrementBy">How many more; 0 or more.</param>
    /// <returns>The limit that results.</returns>
    public int IncrementManualFlowLimit(int incrementBy)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(incrementBy);
        return ManualFlow.Increment(incrementBy);
    }

    /// <summary>Releases and disposes the service object now; the next call gets a new one. The context and its extensions stay. Without effect on an object of the user's.</summary>
    public void ReleaseServiceInstance() => ReleaseServiceInstanceAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>See <see cref="ReleaseServiceInstance"/>.</summary>
    internal ValueTask ReleaseServiceInstanceAsync()
    {
        if (_isUserObject || Interlocked.Exchange(ref _instance, null) is not { } instance)
        {
            return default;
        }

        switch (Runtime?.InstanceProvider)
        {
            case IAsyncInstanceProvider provider:
                return provider.ReleaseInstanceAsync(this, instance);
            case { } provider:
                provider.ReleaseInstance(this, instance);
                return default;
            default:
                return default;
        }
    }

    /// <summary>Gives a context that a user made the runtime that it is used with. The first one stays.</summary>
    internal void Attach(DispatchRuntime runtime) => Runtime ??= runtime;

    /// <summary>The context counts in a throttle, until it is closed.</summary>
    internal void CountIn(FlowThrottle throttle)
    {
        _throttle = throttle;
        if (State > CommunicationState.Opened)
        {
            LeaveThrottle();
        }
    }

    /// <summary>The throttle has no room for the context: its calls wait until there is.</summary>
    internal void WaitForAdmission() => _admission = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The throttle has let the context in.</summary>
    internal void Admit()
    {
        var admission = _admission;
        _admission = null;
        admission?.SetResult();
    }

    /// <summary>Opens the context with its first call.</summary>
    internal ValueTask EnsureOpenAsync() =>
        State == CommunicationState.Created && Interlocked.Exchange(ref _opened, 1) == 0 ? OpenAsync(CancellationToken.None) : default;

    /// <summary>A call or a session begins to use the context.</summary>
    /// <returns>False when the context is closing: it takes no more.</returns>
    internal bool TryAddUser()
    {
        lock (_gate)
        {
            if (State > CommunicationState.Opened || _users < 0)
            {
                return false;
            }

            _users++;
            return true;
        }
    }

    /// <summary>A call or a session is done with the context. The last one closes it, if it may be closed.</summary>
    internal ValueTask RemoveUserAsync()
    {
        TaskCompletionSource? unused;
        lock (_gate)
        {
            if (--_users > 0)
            {
                return default;
            }

            unused = _unused;
        }

        unused?.TrySetResult();
        return CloseIfIdleAsync();
    }

    /// <summary>Waits until no call uses the context. Only for a context whose calls have come to an end.</summary>
    internal Task WhenUnused()
    {
        lock (_gate)
        {
            if (_users <= 0)
            {
                return Task.CompletedTask;
            }

            _unused ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _unused.Task;
        }
    }

    /// <summary>Adds a session that is bound to this context.</summary>
    internal void AddIncoming(IChannel channel) => IncomingChannels.Add(channel);

    /// <inheritdoc/>
    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        LeaveThrottle();
        return ReleaseServiceInstanceAsync();
    }

    /// <inheritdoc/>
    protected override void OnAbort()
    {
        LeaveThrottle();
        _ = ReleaseQuietlyAsync();
    }

    private async Task ReleaseQuietlyAsync()
    {
        try
        {
            await ReleaseServiceInstanceAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // An abort has nobody to tell: the object's own disposal failed, and the object is gone anyway.
            Runtime?.ReportError(exception);
        }
    }

    private void LeaveThrottle() => Interlocked.Exchange(ref _throttle, null)?.Leave();

    private async ValueTask CloseIfIdleAsync()
    {
        if (_isUserObject || Runtime is not { } runtime)
        {
            return;
        }

        if (runtime.InstanceContextProvider is { } provider && !provider.IsIdle(this))
        {
            provider.NotifyIdle(static context => context.IsIdleAfterAll(), this);
            return;
        }

        if (runtime.InstanceContextProvider is null && ReferenceEquals(runtime.SingletonInstanceContext, this))
        {
            return;
        }

        lock (_gate)
        {
            if (_users != 0)
            {
                return;
            }

            // From here on nobody can begin to use it.
            _users = -1;
        }

        await CloseAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private void IsIdleAfterAll()
    {
        lock (_gate)
        {
            if (_users > 0)
            {
                return;
            }
        }

        _ = CloseQuietlyAsync();
    }

    private async Task CloseQuietlyAsync()
    {
        try
        {
            await CloseIfIdleAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Runtime?.ReportError(exception);
        }
    }

    private object MakeInstance(Message? message)
    {
        var provider = Runtime?.InstanceProvider
            ?? throw new InvalidOperationException("The instance context has no service object, and no IInstanceProvider that makes one.");
        object made;
        lock (ThisLock)
        {
            ThrowIfDisposed();
            made = _instance ??= provider.GetInstance(this, message)
                ?? throw new InvalidOperationException($"{provider.GetType()}.GetInstance returned null. It must return the service object.");
        }

        if (State > CommunicationState.Opened)
        {
            // Closed meanwhile: nobody else would release it.
            _ = ReleaseQuietlyAsync();
            ThrowIfDisposed();
        }

        return made;
    }

    private ChannelSet Channels(ref ChannelSet? set, bool holds)
    {
        lock (_gate)
        {
            return set ??= new ChannelSet(holds ? this : null);
        }
    }
}

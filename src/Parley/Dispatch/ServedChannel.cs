using System.Runtime.CompilerServices;
using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>
/// One channel that a service, or a client's callback object, is served over: reads it, starts the calls, and sees the
/// session to its end.
/// </summary>
/// <remarks>
/// <para>The states, in which calls may be under way in each but the last:</para>
/// <code>
///    Reading ── terminating operation ──► Terminating ─┐
///       │                                     │ input ends
///       ├───────── input ends ───────────────►├──► Draining ── last call done ──► Closing ──► Ended
///       └───────── failure, abort ────────────┴──────────────────────────────────────────────►┘
/// </code>
/// <para>Where calls may run at once, the next receive is under way before a call begins, and the call runs on the thread
/// that brought the message. A session whose calls run one after the other reads its next message when the one before
/// is done; or one message ahead, during a call that may want to know that the client is gone. Such a message waits for its
/// turn.</para>
/// </remarks>
internal sealed class ServedChannel : IThreadPoolWorkItem, IThrottleWaiter, IdleWatch.IWatched
{
    private readonly Lock _lock = new();
    private readonly RequestSource _source;
    private readonly Action? _onReceived;
    private readonly Action<ServedChannel>? _ended;
    private ConfiguredValueTaskAwaitable<RequestContext?>.ConfiguredValueTaskAwaiter _receiving;
    private RequestContext? _next;
    private Exception? _nextFailure;
    private RequestContext? _waitingForThrottle;
    private TaskCompletionSource? _throttleEntered;
    private CancellationTokenSource? _aborted;
    private ITimer? _terminationTimer;
    private CompiledEndpoint? _endpoint;
    private InstanceContext? _sessionContext;
    private State _state;
    private ValueTask<RequestContext?> _ahead;
    private int _isAhead;
    private bool _isShown;
    private bool _inputHasEnded;
    private int _calls;
    private long _lastActivity;

    /// <param name="table">Where the messages go.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="hasSession">Whether it carries a session that the service sees.</param>
    /// <param name="ended">Told when the channel is closed.</param>
    internal ServedChannel(DispatchTable table, ServiceChannel channel, bool hasSession, Action<ServedChannel>? ended)
    {
        Table = table;
        Channel = channel;
        HasSession = hasSession;
        _ended = ended;
        _source = RequestSource.Of(channel);
        IsOrdered = HasSession && table.IsOrdered;
        if (!IsOrdered)
        {
            _onReceived = OnReceived;
        }

        // Before the user's own handlers: should one of them throw, the session is let go all the same.
        Channel.Closed += OnChannelClosed;
        Channel.Faulted += OnChannelFaulted;
    }

    private enum State
    {
        Reading,
        Terminating,
        Draining,
        Closing,
        Ended,
    }

    internal DispatchTable Table { get; }

    internal ServiceChannel Channel { get; }

    internal bool HasSession { get; }

    /// <summary>True when every request has a way back that needs no addressing.</summary>
    internal bool HasReplies => _source.HasReplies;

    /// <summary>True when a call holds up the reading of the channel.</summary>
    internal bool IsOrdered { get; }

    /// <summary>True when the channel ends if it brings no message for the receive timeout: it carries a session, seen or not.</summary>
    internal bool EndsWhenIdle { get; init; }

    /// <summary>The endpoint that the session is bound to, from its first message on.</summary>
    internal CompiledEndpoint? Endpoint
    {
        get => _endpoint;
        init => _endpoint = value;
    }

    /// <summary>The instance context that the session is bound to; null where each call finds its own.</summary>
    internal InstanceContext? SessionContext
    {
        get => _sessionContext;
        init => _sessionContext = value;
    }

    /// <summary>Fires when the channel is aborted or has failed.</summary>
    internal CancellationToken Aborted
    {
        get
        {
            lock (_lock)
            {
                if (_state == State.Ended)
                {
                    return new CancellationToken(true);
                }

                _aborted ??= new CancellationTokenSource();
                return _aborted.Token;
            }
        }
    }

    long? IdleWatch.IWatched.IdleSince
    {
        get
        {
            lock (_lock)
            {
                return _calls > 0 || _waitingForThrottle is not null || _state != State.Reading ? null : _lastActivity;
            }
        }
    }

    /// <summary>Begins to read. Returns when there is nothing to do at once.</summary>
    internal void Start()
    {
        _lastActivity = Table.TimeProvider.GetTimestamp();
        lock (_lock)
        {
            if (_state == State.Ended)
            {
                return;
            }

            if (EndsWhenIdle)
            {
                Table.IdleWatch?.Add(this);
            }
        }

        if (IsOrdered)
        {
            _ = ReadInOrderAsync();
        }
        else
        {
            Receive();
        }
    }

    /// <summary>The session's first message has found its endpoint: it stays there.</summary>
    internal void Bind(CompiledEndpoint endpoint)
    {
        _endpoint = endpoint;
        Channel.Callbacks = endpoint.Callbacks;
    }

    /// <summary>The session uses an instance context from its first message to its end.</summary>
    internal void Bind(InstanceContext context)
    {
        lock (_lock)
        {
            // A session that has ended meanwhile would never let go of it.
            if (_state == State.Ended || !context.TryAddUser())
            {
                return;
            }

            _sessionContext = context;
        }

        context.AddIncoming(Channel);
    }

    /// <summary>Shows the session among the channels of a context that outlives it.</summary>
    internal void ShowTo(InstanceContext context)
    {
        if (HasSession && !_isShown)
        {
            _isShown = true;
            context.AddIncoming(Channel);
        }
    }

    /// <summary>A call is done, its reply sent.</summary>
    internal void EndCall()
    {
        bool finish;
        lock (_lock)
        {
            _calls--;
            if (HasSession)
            {
                _lastActivity = Table.TimeProvider.GetTimestamp();
            }

            finish = _calls == 0 && _state == State.Draining;
            if (finish)
            {
                _state = State.Closing;
            }
        }

        Table.Throttle.Calls.Leave();
        if (finish && Channel.IsServiceSide)
        {
            _ = CloseAsync();
        }
    }

    /// <summary>An operation threw what its contract does not declare: the session ends.</summary>
    internal void EndAfterFailure() => Channel.Abort();

    /// <summary>
    /// Starts the next receive of an ordered session while a call goes on: that is how the end of the connection is noticed.
    /// At most one message is read ahead.
    /// </summary>
    internal void LookAhead()
    {
        if (!IsOrdered || Interlocked.Exchange(ref _isAhead, 1) != 0)
        {
            return;
        }

        // What waits for the next message is no part of this call.
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        KeepAhead(ReadAheadAsync());
    }

    private void KeepAhead(ValueTask<RequestContext?> receiving) => _ahead = receiving;

    /// <summary>A terminating operation begins: no further message is dispatched.</summary>
    internal void BeginTermination()
    {
        lock (_lock)
        {
            if (_state == State.Reading)
            {
                _state = State.Terminating;
            }
        }
    }

    /// <summary>A terminating operation is done: the client has the close timeout to close.</summary>
    internal void Terminate()
    {
        lock (_lock)
        {
            if (_state != State.Terminating || _terminationTimer is not null)
            {
                return;
            }

            var limit = Table.Timeouts.CloseTimeout;
            if (!TimeoutScope.IsInfinite(limit))
            {
                _terminationTimer = Table.TimeProvider.CreateTimer(
                    static state => ((ServedChannel)state!).Channel.Abort(), this, limit, Timeout.InfiniteTimeSpan);
            }
        }
    }

    void IdleWatch.IWatched.EndIdle(TimeSpan limit)
    {
        Table.Log.SessionIdle(limit, Channel.ListenUri);
        Channel.Abort();
    }

    /// <summary>The next receive was done at once, while a call keeps the other thread busy.</summary>
    void IThreadPoolWorkItem.Execute() => Take(_next, _nextFailure);

    /// <summary>The throttle of calls lets the waiting request in.</summary>
    void IThrottleWaiter.Entered()
    {
        if (_throttleEntered is { } waiting)
        {
            waiting.SetResult();
            return;
        }

        // Somebody else's call has just ended on this thread: it is not to wait for this one.
        ThreadPool.UnsafeQueueUserWorkItem(static channel => channel.GoOn(), this, preferLocal: false);
    }

    private void GoOn()
    {
        var request = _waitingForThrottle!;
        _waitingForThrottle = null;
        Dispatch(request);
    }

    private void Receive()
    {
        if (StartReceive())
        {
            Take(_next, _nextFailure);
        }
    }

    /// <summary>Starts a receive.</summary>
    /// <returns>True when it is done already, and <see cref="_next"/> is to be taken; else <see cref="OnReceived"/> will be called.</returns>
    private bool StartReceive() => Await(_source.ReceiveSafelyAsync());

    private bool Await(ValueTask<RequestContext?> task)
    {
        var receiving = task.ConfigureAwait(false).GetAwaiter();
        if (!receiving.IsCompleted)
        {
            _receiving = receiving;
            receiving.UnsafeOnCompleted(_onReceived!);
            return false;
        }

        try
        {
            _next = receiving.GetResult();
        }
        catch (Exception exception)
        {
            _nextFailure = exception;
        }

        return true;
    }

    private void OnReceived()
    {
        RequestContext? request = null;
        Exception? failure = null;
        try
        {
            request = _receiving.GetResult();
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        Take(request, failure);
    }

    private void Take(RequestContext? request, Exception? failure)
    {
        _next = null;
        if (request is null)
        {
            InputEnded(failure);
            return;
        }

        if (!Table.Throttle.Calls.TryEnter())
        {
            _waitingForThrottle = request;
            if (!Table.Throttle.Calls.TryEnter(this))
            {
                return;
            }

            _waitingForThrottle = null;
        }

        Dispatch(request);
    }

    /// <summary>Dispatches a request in its own execution context, which a request that had to wait has left.</summary>
    private void Dispatch(RequestContext request)
    {
        if (request.Flow is { } flow && flow != ExecutionContext.Capture())
        {
            ExecutionContext.Run(
                flow,
                static state =>
                {
                    var (channel, request) = ((ServedChannel, RequestContext))state!;
                    channel.DispatchHere(request);
                },
                (this, request));
            return;
        }

        DispatchHere(request);
    }

    /// <summary>Finds the call's place, starts the next receive, and only then runs the call.</summary>
    private void DispatchHere(RequestContext request)
    {
        var call = Prepare(request);
        if (StartReceive())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        if (call is not null)
        {
            Run(call);
        }
    }

    private static void Run(DispatchCall call)
    {
        var running = call.RunAsync();
        if (running.IsCompleted)
        {
            running.GetAwaiter().GetResult();
        }
        else
        {
            _ = running.AsTask();
        }
    }

    private async Task ReadInOrderAsync()
    {
        try
        {
            while (await NextAsync().ConfigureAwait(false) is { } request)
            {
                if (!Table.Throttle.Calls.TryEnter())
                {
                    await WaitForThrottleAsync(request).ConfigureAwait(false);
                }

                if (Prepare(request) is { } call)
                {
                    var running = call.RunAsync();
                    if (!running.IsCompleted)
                    {
                        LookAhead();
                    }

                    await running.ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception)
        {
            InputEnded(exception);
            return;
        }

        InputEnded(null);
    }

    /// <summary>The next request of an ordered session. Called when no call is under way.</summary>
    private ValueTask<RequestContext?> NextAsync()
    {
        if (_isAhead == 0)
        {
            return _source.ReceiveAsync();
        }

        var ahead = _ahead;
        _ahead = default;
        _isAhead = 0;
        return ahead;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RequestContext?> ReadAheadAsync()
    {
        try
        {
            return await _source.ReceiveAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The call hears of it now.
            InputEnded(exception);
            return null;
        }
    }

    private async ValueTask WaitForThrottleAsync(RequestContext request)
    {
        _waitingForThrottle = request;
        _throttleEntered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!Table.Throttle.Calls.TryEnter(this))
        {
            await _throttleEntered.Task.ConfigureAwait(false);
        }

        _throttleEntered = null;
        _waitingForThrottle = null;
    }

    /// <summary>Finds out, in the order of the messages, where a request goes.</summary>
    /// <returns>The call; null when the request is dropped.</returns>
    private DispatchCall? Prepare(RequestContext request)
    {
        lock (_lock)
        {
            if (_state == State.Reading)
            {
                _calls++;
            }
            else
            {
                // After a terminating operation the session takes no more.
                Table.Throttle.Calls.Leave();
                request.Abort();
                return null;
            }
        }

        try
        {
            var call = new DispatchCall(this, request);
            call.Prepare();
            return call;
        }
        catch (Exception exception)
        {
            // The request cannot even be looked at.
            Table.Log.ReceiveFailed(exception, Channel.ListenUri);
            request.Abort();
            EndCall();
            return null;
        }
    }

    private void InputEnded(Exception? exception)
    {
        bool finish;
        lock (_lock)
        {
            if (_inputHasEnded)
            {
                return;
            }

            _inputHasEnded = true;
            if (_state is State.Reading or State.Terminating)
            {
                _state = State.Draining;
            }

            finish = exception is null && _calls == 0 && _state == State.Draining;
            if (finish)
            {
                _state = State.Closing;
            }
        }

        if (exception is not null && Channel.State == CommunicationState.Opened)
        {
            Table.Log.ReceiveFailed(exception, Channel.ListenUri);
        }

        // A failure faults the channel, which ends it here as well.
        Channel.OnInputEnded(exception);
        if (exception is null && HasSession)
        {
            TellShutdownHandlers(failed: false);
        }
        else if (exception is not null && Channel.IsServiceSide)
        {
            Channel.Abort();
        }

        if (finish && Channel.IsServiceSide)
        {
            _ = CloseAsync();
        }
    }

    private async Task CloseAsync()
    {
        if (Channel.State != CommunicationState.Opened)
        {
            return;
        }

        if (HasSession && (Endpoint is { Runtime.ClosesOutputByItself: false } || !Channel.AutomaticInputSessionShutdown)
            && Channel.InnerChannel is IDuplexSessionChannel)
        {
            // The user closes the channel, or its output session, when done with it.
            return;
        }

        try
        {
            await Channel.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (exception is not (CommunicationException or TimeoutException or OperationCanceledException or ObjectDisposedException))
            {
                Table.Log.CloseFailed(exception, Channel.ListenUri);
            }

            Channel.Abort();
        }
    }

    private void OnChannelFaulted(object? sender, EventArgs e)
    {
        TellShutdownHandlers(failed: true);

        // Nobody but the service can release a failed channel of its own.
        if (Channel.IsServiceSide)
        {
            Channel.Abort();
        }
        else
        {
            End();
        }
    }

    /// <summary>The user's handlers hear of the end of the input. What they throw must not keep the session from its own end.</summary>
    private void TellShutdownHandlers(bool failed)
    {
        foreach (var handler in Endpoint?.Runtime.ShutdownHandlers ?? [])
        {
            try
            {
                if (failed)
                {
                    handler.ChannelFaulted(Channel);
                }
                else
                {
                    handler.DoneReceiving(Channel);
                }
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                Table.Log.ErrorHandlerFailed(exception);
            }
        }
    }

    private void OnChannelClosed(object? sender, EventArgs e) => End();

    /// <summary>The channel is closed: lets go of what the session had.</summary>
    internal void End()
    {
        CancellationTokenSource? aborted;
        InstanceContext? context;
        bool hadCalls;
        lock (_lock)
        {
            if (_state == State.Ended)
            {
                return;
            }

            _state = State.Ended;
            aborted = _aborted;
            hadCalls = _calls > 0;
            context = SessionContext;
            _terminationTimer?.Dispose();
        }

        Channel.Closed -= OnChannelClosed;
        Channel.Faulted -= OnChannelFaulted;
        Table.IdleWatch?.Remove(this);
        if (aborted is not null && hadCalls)
        {
            // Registrations are the user's code: they do not run within the abort.
            ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), aborted, preferLocal: false);
        }

        if (context is not null && Channel.IsServiceSide)
        {
            _ = ReleaseAsync(context);
        }

        _ended?.Invoke(this);
    }

    /// <summary>A call, or the session, is done with an instance context.</summary>
    internal async Task ReleaseAsync(InstanceContext context)
    {
        try
        {
            await context.RemoveUserAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Table.Log.ReleaseFailed(exception, Channel.ListenUri);
            Table.ReportError(exception);
        }
    }
}

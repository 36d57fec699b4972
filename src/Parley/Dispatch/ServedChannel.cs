using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>
/// One channel that a service, or a client's callback object, is served over: has it read, starts the calls, and sees the
/// session to its end. <see cref="ServedStates"/> has the states.
/// </summary>
internal sealed class ServedChannel : IdleWatch.IWatched
{
    private readonly ServedStates _states = new();
    private readonly RequestSource _source;
    private readonly OrderedPump? _ordered;
    private readonly ConcurrentPump? _concurrent;
    private readonly Action<ServedChannel>? _ended;
    private ITimer? _terminationTimer;
    private CompiledEndpoint? _endpoint;
    private bool _isShown;

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
        if (hasSession && table.IsOrdered)
        {
            _ordered = new OrderedPump(this, _source);
        }
        else
        {
            _concurrent = new ConcurrentPump(this, _source);
        }

        // Before the user's own handlers: should one of them throw, the session is let go all the same.
        Channel.Closed += OnChannelClosed;
        Channel.WhenFaulted = OnChannelFaulted;
        if (channel.InnerChannel is ISessionLoss loss)
        {
            loss.WhenLost = OnSessionLost;
        }
    }

    internal DispatchTable Table { get; }

    internal ServiceChannel Channel { get; }

    internal bool HasSession { get; }

    /// <summary>True when every request has a way back that needs no addressing.</summary>
    internal bool HasReplies => _source.HasReplies;

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
        get => _states.Context;
        init => _states.Context = value;
    }

    /// <summary>Fires when the channel is aborted or has failed.</summary>
    internal CancellationToken Aborted => _states.Aborted;

    long? IdleWatch.IWatched.IdleSince => _ordered is { IsWaiting: true } || _concurrent is { IsWaiting: true } ? null : _states.IdleSince;

    /// <summary>Begins to read. Returns when there is nothing to do at once.</summary>
    internal void Start()
    {
        _states.Begin(Table.TimeProvider.GetTimestamp());
        if (EndsWhenIdle)
        {
            Table.IdleWatch?.Add(this);
        }

        if (_states.HasEnded)
        {
            // Its end may have come before it was watched.
            Table.IdleWatch?.Remove(this);
            return;
        }

        _ordered?.Start();
        _concurrent?.Start();
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
        if (_states.TryBind(context))
        {
            context.AddIncoming(Channel);
        }
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

    /// <summary>Finds out, in the order of the messages, where a request goes that has passed the throttle of calls.</summary>
    /// <returns>The call; null when the request is dropped.</returns>
    internal DispatchCall? Prepare(RequestContext request)
    {
        if (!TryBeginCall())
        {
            // After a terminating operation the session takes no more.
            request.Abort();
            return null;
        }

        return PrepareBegun(request);
    }

    /// <summary>Counts a call that has passed the throttle of calls.</summary>
    /// <returns>False when the channel takes no more calls; this one has left the throttle again.</returns>
    internal bool TryBeginCall()
    {
        if (_states.TryBeginCall())
        {
            return true;
        }

        Table.Throttle.Calls.Leave();
        return false;
    }

    /// <summary>As <see cref="Prepare"/>, after <see cref="TryBeginCall"/>.</summary>
    internal DispatchCall? PrepareBegun(RequestContext request)
    {
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

    /// <summary>A call is done, its reply sent.</summary>
    internal void EndCall()
    {
        var closes = _states.EndCall(EndsWhenIdle ? Table.TimeProvider.GetTimestamp() : 0);
        Table.Throttle.Calls.Leave();
        if (closes && Channel.IsServiceSide)
        {
            _ = CloseAsync();
        }
    }

    /// <summary>An operation threw what its contract does not declare: the session ends.</summary>
    internal void EndAfterFailure() => Abort("An operation failed with an exception that its contract does not declare.");

    /// <summary>During a call: the end of the connection is to be noticed, also where nothing is read while a call goes on.</summary>
    internal void LookAhead() => _ordered?.LookAhead();

    /// <summary>A terminating operation begins: no further message is dispatched.</summary>
    internal void BeginTermination() => _states.BeginTermination();

    /// <summary>A terminating operation is done: the client has the close timeout to close.</summary>
    internal void Terminate()
    {
        var limit = Table.Timeouts.CloseTimeout;
        if (!_states.IsTerminating || TimeoutScope.IsInfinite(limit))
        {
            return;
        }

        var timer = Table.TimeProvider.CreateTimer(
            static state => ((ServedChannel)state!).Abort("The client did not close the session after a terminating operation, within the service's CloseTimeout."),
            this,
            limit,
            Timeout.InfiniteTimeSpan);
        if (Interlocked.CompareExchange(ref _terminationTimer, timer, null) is not null || _states.HasEnded)
        {
            timer.Dispose();
        }
    }

    void IdleWatch.IWatched.EndIdle(TimeSpan limit)
    {
        Table.Log.SessionIdle(limit, Channel.ListenUri);
        Abort($"No message came within {limit} (ReceiveTimeout of the service).");
    }

    /// <summary>No message will come any more: the peer has ended its half, or the channel has failed.</summary>
    internal void EndInput(Exception? exception)
    {
        if (!_states.EndInput(failed: exception is not null, out var closes))
        {
            return;
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

        if (closes && Channel.IsServiceSide)
        {
            _ = CloseAsync();
        }
    }

    private void Abort(string reason)
    {
        if (Channel.InnerChannel is IAbortReason told)
        {
            told.AbortReason = reason;
        }

        Channel.Abort();
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

    private void OnChannelFaulted()
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

    /// <summary>The session has failed. Its channel follows when what was delivered before has run; what runs now, and waits for the client, is told.</summary>
    private void OnSessionLost(Exception reason)
    {
        Channel.FailCalls(reason);
        try
        {
            _states.TakeAborted()?.Cancel();
        }
        catch (AggregateException exception)
        {
            Table.Log.ErrorHandlerFailed(exception);
        }
    }

    /// <summary>The channel is closed: lets go of what the session had.</summary>
    internal void End()
    {
        if (!_states.TryEnd(out var aborted))
        {
            return;
        }

        Interlocked.Exchange(ref _terminationTimer, null)?.Dispose();
        Channel.Closed -= OnChannelClosed;
        Channel.WhenFaulted = null;
        Table.IdleWatch?.Remove(this);
        if (aborted is not null)
        {
            // Registrations are the user's code: they do not run within the abort.
            ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), aborted, preferLocal: false);
        }

        if (SessionContext is { } context && Channel.IsServiceSide)
        {
            _ = ReleaseAsync(context).AsTask();
        }

        _ended?.Invoke(this);
    }

    /// <summary>A call, or the session, is done with an instance context.</summary>
    internal ValueTask ReleaseAsync(InstanceContext context)
    {
        var removing = context.RemoveUserAsync();
        return removing.IsCompletedSuccessfully ? default : ReleaseAsync(removing);
    }

    private async ValueTask ReleaseAsync(ValueTask removing)
    {
        try
        {
            await removing.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Table.Log.ReleaseFailed(exception, Channel.ListenUri);
            Table.ReportError(exception);
        }
    }
}

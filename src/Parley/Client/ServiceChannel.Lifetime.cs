using Parley.Channels;

namespace Parley;

/// <summary>Opening, closing, and what happens when the channel below fails or the peer ends the session.</summary>
internal sealed partial class ServiceChannel
{
    private readonly OpeningLine _opening = new();
    private readonly TaskCompletionSource _inputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<ServiceChannel>? _startPump;
    private TaskCompletionSource? _callsDone;
    private int _autoOpening;
    private int _activeCalls;
    private volatile bool _endedByPeer;
    private volatile string? _terminatedBy;

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async ValueTask CloseOutputSessionAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposedOrNotOpen();
        if (_inner is not ISessionChannel<IDuplexSession> session)
        {
            throw new InvalidOperationException(
                "The channel has no duplex session, so its two halves cannot be ended apart. Close the channel.");
        }

        await session.Session.CloseOutputSessionAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void CloseOutputSession(TimeSpan timeout)
    {
        using var source = new CancellationTokenSource(TimeoutScope.ForTimer(timeout), _timeProvider);
        try
        {
            CloseOutputSessionAsync(source.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException exception) when (source.IsCancellationRequested)
        {
            throw new TimeoutException($"Ending the output session did not finish within {timeout}.", exception);
        }
    }

    /// <summary>
    /// No message will come any more. Called by the pump, or by the correlation that reads in its place.
    /// </summary>
    /// <param name="exception">Why reading failed; null when the peer ended its half of the session.</param>
    public void OnInputEnded(Exception? exception)
    {
        _inputEnded.TrySetResult();
        var closes = false;
        if (exception is not null)
        {
            Fault(exception);
        }
        else if (!IsServiceSide && AutomaticInputSessionShutdown && HasSession && State == CommunicationState.Opened)
        {
            closes = _endedByPeer = true;
        }

        // Whoever sees a call fail sees a channel that has failed, or has ended: so the calls are told after it.
        if (HasPump)
        {
            _correlation?.Fail(exception ?? new CommunicationException(
                "The session ended before the reply had come."));
        }

        if (closes)
        {
            _ = CloseQuietlyAsync();
        }
    }

    /// <summary>No reply will come any more, though the channel goes on for what came before.</summary>
    internal void FailCalls(Exception reason) => _correlation?.Fail(reason);

    /// <inheritdoc/>
    public void OnUnknownMessage(Message message)
    {
        try
        {
            UnknownMessageReceived?.Invoke(_proxy ?? this, new UnknownMessageReceivedEventArgs(message));
        }
        finally
        {
            message.Close();
        }
    }

    /// <summary>Gives a message to the call that waits for it. The pump asks before it dispatches.</summary>
    /// <param name="message">A message that was received.</param>
    /// <param name="inline">Whether the caller's code may run before this returns; only when the next receive is under way.</param>
    /// <returns>False when no call waits for it.</returns>
    internal bool TryCompleteReply(Message message, bool inline = false) =>
        _correlation is not null && _correlation.TryCompleteReply(message, inline);

    /// <inheritdoc/>
    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        if (_runtime is not null)
        {
            foreach (var initializer in _runtime.Initializers)
            {
                initializer.Initialize(_proxy as IClientChannel ?? this);
            }
        }

        if (_inner.State == CommunicationState.Created)
        {
            await _inner.OpenAsync(cancellationToken).ConfigureAwait(false);
        }

        _startPump?.Invoke(this);
    }

    /// <inheritdoc/>
    protected override void OnOpened()
    {
        _opening.Begin();
        try
        {
            base.OnOpened();
        }
        finally
        {
            _opening.LetGo();
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await WhenCallsAreDone().WaitAsync(cancellationToken).ConfigureAwait(false);

        // Somebody reads the channel: let it see the end of the peer's half before the channel goes. A call in which this
        // very channel is closed may hold the reader up, so then nobody waits for it.
        if (_inner is ISessionChannel<IDuplexSession> session
            && _inner.State == CommunicationState.Opened
            && (HasPump || _correlation is { IsReading: true })
            && !IsInsideCallOfThisChannel())
        {
            await session.Session.CloseOutputSessionAsync(cancellationToken).ConfigureAwait(false);
            await _inputEnded.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_inner.State is CommunicationState.Opened or CommunicationState.Opening or CommunicationState.Created)
        {
            await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _inner.Abort();
        }
    }

    /// <inheritdoc/>
    protected override void OnAbort()
    {
        _inner.Abort();
        _correlation?.Fail(new CommunicationObjectAbortedException("The channel was aborted before the reply had come."));
        _inputEnded.TrySetResult();
    }

    /// <inheritdoc/>
    protected override void OnFaulted()
    {
        // The calls hear the reason, and not that the channel below was aborted because of it.
        _correlation?.Fail(FaultReason ?? new CommunicationObjectFaultedException("The channel has failed."));

        // What was open below cannot be used any more; the peer should learn of it now and not when somebody calls Abort.
        _inner.Abort();
        if (_autoOpening == 0)
        {
            _opening.Fail(new CommunicationObjectFaultedException("The channel could not be opened.", FaultReason));
        }

        try
        {
            base.OnFaulted();
        }
        finally
        {
            // Whoever listens has heard that the channel has failed before it is closed.
            WhenFaulted?.Invoke();
        }
    }

    /// <inheritdoc/>
    protected override void OnClosed()
    {
        _inner.Faulted -= OnInnerFaulted;
        _inner.Closed -= OnInnerClosed;
        _opening.Fail(new CommunicationObjectAbortedException("The channel was closed before it had opened."));
        base.OnClosed();
    }

    /// <summary>Opens the channel with the first call. Concurrent first calls share one open, and go on in their order.</summary>
    private ValueTask OpenForCallAsync(ProxyOperation operation, CancellationToken cancellationToken)
    {
        var state = State;
        if (state > CommunicationState.Opened)
        {
            ThrowIfDisposedOrNotOpen();
        }

        if (state == CommunicationState.Created && !operation.IsInitiating)
        {
            throw new InvalidOperationException(
                $"The operation '{operation.Name}' of the contract '{operation.Runtime.ContractName}' cannot be the first of a session: it has IsInitiating = false. Call an initiating operation before it.");
        }

        var turn = _opening.WaitAsync(cancellationToken);
        if (state == CommunicationState.Created && Interlocked.Exchange(ref _autoOpening, 1) == 0)
        {
            _ = OpenForCallsAsync();
        }

        return turn;
    }

    private async Task OpenForCallsAsync()
    {
        try
        {
            await OpenAsync().ConfigureAwait(false);
        }
        catch (InvalidOperationException) when (State is CommunicationState.Opening or CommunicationState.Opened)
        {
            // The user opens it at the same moment: that open is as good as this one.
            _autoOpening = 0;
            if (State is CommunicationState.Faulted or CommunicationState.Closed)
            {
                _opening.Fail(new CommunicationObjectFaultedException("The channel could not be opened.", FaultReason));
            }
        }
        catch (Exception exception)
        {
            _opening.Fail(exception);
        }
    }

    private async Task CloseQuietlyAsync()
    {
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CommunicationException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            Abort();
        }
    }

    private bool HasFailed => _inner.State == CommunicationState.Faulted || State == CommunicationState.Faulted;

    private Task WhenCallsAreDone()
    {
        lock (ThisLock)
        {
            if (_activeCalls == 0)
            {
                return Task.CompletedTask;
            }

            _callsDone ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _callsDone.Task;
        }
    }

    private void BeginCall()
    {
        Interlocked.Increment(ref _activeCalls);
    }

    private void EndCall()
    {
        if (Interlocked.Decrement(ref _activeCalls) == 0 && State == CommunicationState.Closing)
        {
            lock (ThisLock)
            {
                _callsDone?.TrySetResult();
            }
        }
    }

    private bool IsInsideCallOfThisChannel() =>
        OperationContext.Current is { IsUserContext: false, IsOver: false } context && ReferenceEquals(context.ServiceChannel, this);

    private void OnInnerFaulted(object? sender, EventArgs e)
    {
        if (State is CommunicationState.Created or CommunicationState.Opening)
        {
            // The open that is under way throws, and says why.
            return;
        }

        if (_correlation is { IsReading: true })
        {
            // The receive that is under way throws, and says why.
            return;
        }

        var reason = (sender as CommunicationObject)?.FaultReason;
        Fault(reason as CommunicationException ?? new CommunicationException("The connection to the peer has failed.", reason));
    }

    /// <summary>
    /// A call met a channel that has failed, perhaps before the channel's reader told. This channel has failed with it then, and its
    /// callers hear of this one and of the first reason, not of the channel below.
    /// </summary>
    /// <returns>What the caller is told; <paramref name="exception"/> itself when it tells the reason.</returns>
    private CommunicationException FailWithInner(ProxyOperation operation, CommunicationException exception)
    {
        var isState = exception is CommunicationObjectFaultedException or CommunicationObjectAbortedException;
        if (_inner.State == CommunicationState.Faulted)
        {
            Fault(isState ? exception.InnerException ?? exception : exception);
        }

        if (!isState || State != CommunicationState.Faulted)
        {
            return exception;
        }

        var reason = FaultReason ?? exception;
        return new CommunicationObjectFaultedException(
            $"The call of '{operation.Name}' could not be made: the channel has failed. Abort it and make a new one. The first failure was: {reason.Message}", reason);
    }

    private void OnInnerClosed(object? sender, EventArgs e)
    {
        if (State == CommunicationState.Opened)
        {
            Abort();
        }
    }
}

using Parley.Channels;

namespace Parley;

/// <summary>One call, from the method's arguments to its results.</summary>
internal sealed partial class ServiceChannel
{
    /// <summary>Calls an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="inputs">The values of its in and ref parameters.</param>
    /// <param name="outputs">Takes the values of its out and ref parameters.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <returns>The operation's result; null for none.</returns>
    /// <exception cref="TimeoutException">OperationTimeout has passed.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    /// <exception cref="FaultException">The service answered with a fault.</exception>
    internal Task<T> CallAsync<T>(ProxyOperation operation, object?[] inputs, object?[] outputs, CancellationToken cancellationToken) =>
        !_opening.IsOver ? CallWhenOpenAsync<T>(operation, inputs, outputs, cancellationToken)
        : operation.IsTerminating ? CallTerminatingAsync<T>(operation, inputs, outputs, null, cancellationToken)
        : CallCoreAsync<T>(operation, inputs, outputs, null, cancellationToken);

    /// <summary>A call before the channel is open: it opens the channel, or waits for it, and goes on after the calls that came before.</summary>
    private async Task<T> CallWhenOpenAsync<T>(
        ProxyOperation operation, object?[] inputs, object?[] outputs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNoMoreCalls(operation);
        ThrowIfDeadlock(operation, OperationContext.Current);
        var timeout = _operationTimeout;
        var clock = CallTimeout.Start(timeout, _timeProvider, cancellationToken);
        try
        {
            try
            {
                await OpenForCallAsync(operation, clock.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException exception) when (clock.Token.IsCancellationRequested)
            {
                throw GivenUp(operation, timeout, clock, exception);
            }

            // The next call goes on when this one has sent its request, and not only when its caller's code is done.
            var call = operation.IsTerminating
                ? CallTerminatingAsync<T>(operation, inputs, outputs, clock, cancellationToken)
                : CallCoreAsync<T>(operation, inputs, outputs, clock, cancellationToken);
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return await call.ConfigureAwait(false);
        }
        finally
        {
            clock.Stop();
        }
    }

    /// <summary>The one state machine that an ordinary call costs.</summary>
    private async Task<T> CallCoreAsync<T>(
        ProxyOperation operation, object?[] inputs, object?[] outputs, CallTimeout? outerClock, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNoMoreCalls(operation);
        var context = OperationContext.Current;
        ThrowIfDeadlock(operation, context);
        var timeout = _operationTimeout;
        var clock = outerClock ?? CallTimeout.Start(timeout, _timeProvider, cancellationToken);
        Message? request = null;
        var counted = false;
        try
        {
            ThrowIfDisposedOrNotOpen();
            ThrowIfNoMoreCalls(operation);
            BeginCall();
            counted = true;
            var inspected = BeforeCall(operation, inputs);
            request = CreateRequest(operation, inputs);
            var state = BeforeSend(operation, ref request);
            PrepareRequest(operation, request, context);
            if (operation.IsTerminating)
            {
                _terminatedBy = operation.Name;
            }

            var exchange = context?.InstanceLease is { } lease
                ? ExchangeUnlockedAsync(operation, request, clock, lease)
                : Exchange(operation, request, clock);
            var reply = await exchange.ConfigureAwait(false);
            var result = operation.IsOneWay
                ? HandleOneWayResponse(operation, reply)
                : HandleReply(operation, reply, outputs, state, context);
            AfterCall(operation, outputs, result, inspected);

            // A missing result of a value type is its default: an operation without reply has nothing to give.
            return result is null ? default! : (T)result;
        }
        catch (OperationCanceledException exception) when (clock.Token.IsCancellationRequested)
        {
            throw GivenUp(operation, timeout, clock, exception);
        }
        catch (CommunicationException exception) when (exception is not FaultException && HasFailed)
        {
            var failure = FailWithInner(operation, exception);
            if (failure == exception)
            {
                throw;
            }

            throw failure;
        }
        finally
        {
            request?.Close();
            if (counted)
            {
                EndCall();
            }

            if (outerClock is null)
            {
                clock.Stop();
            }
        }
    }

    /// <summary>A call that ends the session: the proxy closes its half then, within what is left of the call's time.</summary>
    private async Task<T> CallTerminatingAsync<T>(
        ProxyOperation operation, object?[] inputs, object?[] outputs, CallTimeout? outerClock, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNoMoreCalls(operation);
        ThrowIfDeadlock(operation, OperationContext.Current);
        var clock = outerClock ?? CallTimeout.Start(_operationTimeout, _timeProvider, cancellationToken);
        try
        {
            return await CallCoreAsync<T>(operation, inputs, outputs, clock, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (ReferenceEquals(_terminatedBy, operation.Name) && HasSession)
            {
                await CloseAfterTerminationAsync(clock).ConfigureAwait(false);
            }

            if (outerClock is null)
            {
                clock.Stop();
            }
        }
    }

    private ValueTask<Message?> Exchange(ProxyOperation operation, Message request, CallTimeout clock) =>
        operation.IsOneWay ? _path!.SendAsync(request, clock.Token) : _path!.RequestAsync(request, clock);

    /// <summary>Waits for the reply without the lock of the instance that makes the call.</summary>
    private async ValueTask<Message?> ExchangeUnlockedAsync(
        ProxyOperation operation, Message request, CallTimeout clock, IInstanceLease lease)
    {
        lease.Release();
        try
        {
            return await Exchange(operation, request, clock).ConfigureAwait(false);
        }
        finally
        {
            await lease.RetakeAsync().ConfigureAwait(false);
        }
    }

    private TimeoutException TimedOut(ProxyOperation operation, TimeSpan timeout, Exception inner)
    {
        var why = State < CommunicationState.Opened ? $"The channel was not open yet. {OpenTimeoutHint} "
            : (_inner as CommunicationObject)?.CallTimeoutHint is { } hint ? $"{hint} "
            : string.Empty;
        return new(
            $"The operation '{operation.Name}' of the contract '{operation.Runtime.ContractName}' at {RemoteAddress?.Uri.ToString() ?? "the peer"} did not finish within {timeout} ({(_hasOperationTimeout ? "OperationTimeout" : "SendTimeout")}). {why}Set OperationTimeout on the channel, or SendTimeout on the binding, to allow more.",
            HiddenFailure ?? inner);
    }

    private Exception GivenUp(ProxyOperation operation, TimeSpan timeout, CallTimeout clock, OperationCanceledException exception) =>
        clock.HasTimedOut
            ? TimedOut(operation, timeout, exception)
            : new OperationCanceledException(
                $"The call of '{operation.Name}' was canceled before its reply had come.", exception, clock.CallerToken);

    private void ThrowIfNoMoreCalls(ProxyOperation operation)
    {
        if (_terminatedBy is { } terminatedBy && HasSession)
        {
            throw new InvalidOperationException(
                $"The operation '{operation.Name}' cannot be called: '{terminatedBy}' has ended the session (IsTerminating = true). Make a new channel for another session.");
        }

        if (_endedByPeer)
        {
            throw new ProtocolException(
                $"The operation '{operation.Name}' cannot be called: the service has ended the session, and the channel is closing. Make a new channel for another session.");
        }

        if (_path is null)
        {
            throw new InvalidOperationException("The channel only receives; no operation can be called over it.");
        }
    }

    /// <summary>
    /// A call that waits for a reply on the channel whose message it serves would wait for ever, when the instance is locked
    /// until this call is done. WCF documentation: ConcurrencyMode.
    /// </summary>
    private void ThrowIfDeadlock(ProxyOperation operation, OperationContext? context)
    {
        if (operation.IsOneWay || context is null || context.IsUserContext || !context.BlocksReplies
            || !ReferenceEquals(context.ServiceChannel, this))
        {
            return;
        }

        throw new InvalidOperationException(
            $"The operation '{operation.Name}' of the contract '{operation.Runtime.ContractName}' would wait for ever: its reply can be taken only after the call that is being served is done. Set ConcurrencyMode to Reentrant or Multiple on the {(IsServiceSide ? "service (ServiceBehavior)" : "callback object (CallbackBehavior)")}, or make the operation one-way.");
    }

    private async ValueTask CloseAfterTerminationAsync(CallTimeout clock)
    {
        try
        {
            await CloseAsync(clock.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CommunicationException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            Abort();
        }
    }
}

using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <content>Messages of the application: those that wait for room, and those that are waited for.</content>
internal sealed partial class ConnectionDriver
{
    private readonly LinkedList<PendingSend> _sends = [];
    private readonly LinkedList<PendingReceive> _receives = [];
    private bool _closesOutput;
    private bool _discards;

    /// <summary>Takes a message, when there is room for it and those before it are taken.</summary>
    /// <param name="message">The message; it is copied and closed.</param>
    /// <param name="timeout">How long it may wait for room.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TimeoutException">There was no room in time.</exception>
    public ValueTask SendAsync(Message message, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var payload = Translator.Keep(message);
        NoteGiven(payload);
        PendingSend? pending = null;
        Exception? failure = null;
        lock (Gate)
        {
            var result = _closesOutput ? SendResult.NotOpen
                : _sends.Count == 0 ? _engine.Send(Now, payload, out _)
                : SendResult.NoRoom;
            if (result == SendResult.NoRoom)
            {
                pending = new PendingSend(payload);
                pending.Place = _sends.AddLast(pending);
            }
            else if (result != SendResult.Taken)
            {
                failure = _closesOutput ? OutputClosed() : WhyNot(result);
            }
        }

        if (failure is not null)
        {
            NoteNotTaken(payload);
            return ValueTask.FromException(failure);
        }

        Run();
        return pending is null ? default : WaitToBeTakenAsync(pending, timeout, cancellationToken);
    }

    /// <summary>The next message of the service; null when there will be none.</summary>
    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken)
    {
        Message? message;
        PendingReceive? pending = null;
        lock (Gate)
        {
            if (_receives.Count != 0 || !TryTake(out message))
            {
                pending = new PendingReceive();
                pending.Place = _receives.AddLast(pending);
                message = null;
                HandOver();
            }
        }

        if (pending is not null)
        {
            return pending.Task.IsCompleted || !cancellationToken.CanBeCanceled
                ? new ValueTask<Message?>(pending.Task)
                : WaitForMessageAsync(pending, cancellationToken);
        }

        // The service may be waiting to hear that there is room again.
        Run();
        return new ValueTask<Message?>(message);
    }

    /// <summary>No more messages will be sent. Those that wait for room go first.</summary>
    /// <param name="discards">True when messages of the service that nobody waits for are dropped from now on.</param>
    public void CloseOutput(bool discards)
    {
        lock (Gate)
        {
            _closesOutput = true;
            _discards |= discards;
        }

        Run();
    }

    /// <summary>Tells everybody who waits that the session has failed.</summary>
    public void FailWaiting(Exception exception)
    {
        lock (Gate)
        {
            foreach (var pending in _sends)
            {
                pending.Place = null;
                pending.TrySetException(exception);
            }

            foreach (var pending in _receives)
            {
                pending.TrySetException(exception);
            }

            _sends.Clear();
            _receives.Clear();
        }
    }

    private void TakeSends()
    {
        if (_engine.Outcome is not null)
        {
            // Whoever waits is told by the channel, when it has faulted.
            return;
        }

        while (_sends.First is { } first)
        {
            var result = _engine.Send(Now, first.Value.Payload, out _);
            if (result == SendResult.NoRoom)
            {
                return;
            }

            _sends.RemoveFirst();
            first.Value.Place = null;
            if (result == SendResult.Taken)
            {
                first.Value.TrySetResult();
            }
            else
            {
                first.Value.TrySetException(WhyNot(result));
            }
        }

        if (_closesOutput)
        {
            _engine.CloseOutput(Now);
        }
    }

    private void HandOver()
    {
        while (_receives.First is { } first && TryTake(out var message))
        {
            _receives.RemoveFirst();
            first.Value.TrySetResult(message);
        }

        if (_discards && _receives.Count == 0)
        {
            while (_engine.TryTakeDelivery(Now, out var dropped))
            {
                dropped.Payload!.Discard();
            }
        }
    }

    /// <summary>The next message, or the end of them.</summary>
    private bool TryTake(out Message? message)
    {
        message = null;
        if (_engine.Outcome is { End: not SessionEnd.Closed })
        {
            return false;
        }

        if (_engine.TryTakeDelivery(Now, out var delivery))
        {
            message = delivery.Payload!.TakeMessage();
            return true;
        }

        return _engine.Destination is DestinationState.Complete or DestinationState.Terminated;
    }

    private Exception WhyNot(SendResult result) => result switch
    {
        SendResult.NumbersExhausted => new CommunicationException(
            "The reliable session has used up its message numbers. Close it, and open a new one."),
        _ when _engine.Outcome is { } outcome => ExceptionOf(outcome),
        _ => OutputClosed(),
    };

    private static InvalidOperationException OutputClosed() => new(
        "The output of the reliable session was closed: no message can be sent any more. Open a new session.");

    private async ValueTask WaitToBeTakenAsync(PendingSend pending, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await WaitForRoomAsync(pending, timeout, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            NoteNotTaken(pending.Payload);
            throw;
        }
    }

    private async ValueTask WaitForRoomAsync(PendingSend pending, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (pending.Task.IsCompleted)
        {
            await pending.Task.ConfigureAwait(false);
            return;
        }

        using var scope = new TimeoutScope(timeout, Clock, cancellationToken);
        try
        {
            await pending.Task.WaitAsync(scope.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            lock (Gate)
            {
                if (pending.Place is not { } place)
                {
                    // It was taken meanwhile, or the session has failed: the task knows.
                    exception = null!;
                }
                else
                {
                    _sends.Remove(place);
                    pending.Place = null;
                }
            }

            if (exception is null)
            {
                await pending.Task.ConfigureAwait(false);
                return;
            }

            var hint = $"The transfer window is full: the peer has not acknowledged {_engine.Settings.MaxTransferWindowSize} messages (MaxTransferWindowSize).";
            if (scope.HasTimedOut)
            {
                scope.ThrowTimeout("Sending a message in the reliable session", "SendTimeout", exception, hint);
            }

            throw new OperationCanceledException($"The message was not sent. {hint}", exception, cancellationToken);
        }
    }

    private async ValueTask<Message?> WaitForMessageAsync(PendingReceive pending, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (driver, pending) = ((ConnectionDriver, PendingReceive))state!;
                driver.GiveUp(pending, token);
            },
            (this, pending));
        await using (registration.ConfigureAwait(false))
        {
            return await pending.Task.ConfigureAwait(false);
        }
    }

    private void GiveUp(PendingReceive pending, CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            if (pending.Task.IsCompleted)
            {
                return;
            }

            _receives.Remove(pending.Place!);
            pending.TrySetCanceled(cancellationToken);
        }
    }

    private sealed class PendingSend(SessionPayload payload) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public SessionPayload Payload => payload;

        /// <summary>Where it waits; null when it does not wait any more.</summary>
        public LinkedListNode<PendingSend>? Place { get; set; }
    }

    private sealed class PendingReceive() : TaskCompletionSource<Message?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public LinkedListNode<PendingReceive>? Place { get; set; }
    }
}

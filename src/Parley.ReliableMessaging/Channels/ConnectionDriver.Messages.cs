using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <content>Messages of the application: those that wait for room, and those that are waited for.</content>
internal sealed partial class ConnectionDriver
{
    private readonly LinkedList<PendingSend> _sends = [];
    private readonly WaitingLine<Message?> _receives;
    private Exception? _whyNobodyWaits;
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
        Turn turn = default;
        lock (Gate)
        {
            Begin();
            var result = _closesOutput ? SendResult.NotOpen
                : _sends.Count == 0 ? _engine.Send(Moment, payload, out _)
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

            if (failure is null)
            {
                Advance(out turn);
            }
        }

        if (failure is not null)
        {
            NoteNotTaken(payload);
            return ValueTask.FromException(failure);
        }

        Finish(ref turn);
        return pending is null ? default : WaitToBeTakenAsync(pending, timeout, cancellationToken);
    }

    /// <summary>The next message of the service; null when there will be none.</summary>
    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken)
    {
        Message? message = null;
        Waiter<Message?>? waiter = null;
        Turn turn = default;
        lock (Gate)
        {
            if (_whyNobodyWaits is not null)
            {
                return ValueTask.FromException<Message?>(_whyNobodyWaits);
            }

            Begin();
            _failureTurn.NoteAsked();
            var isTaken = _receives.IsEmpty && TryTake(out message);
            if (!isTaken)
            {
                waiter = _receives.Enter();
            }

            if (isTaken || _engine.Outcome is not null)
            {
                // The service may be waiting to hear that there is room again; or it is this reader's turn to hear that the session has failed.
                Advance(out turn);
            }
        }

        Finish(ref turn);
        return waiter is null ? new ValueTask<Message?>(message) : waiter.WaitAsync(cancellationToken);
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
            FailSends(exception);
            _whyNobodyWaits = exception;
            while (_receives.TryTakeFirst(out var waiter))
            {
                waiter.Fail(exception);
            }
        }
    }

    private void FailSends(Exception exception)
    {
        foreach (var pending in _sends)
        {
            pending.Place = null;
            pending.Fail(exception);
        }

        _sends.Clear();
    }

    private void TakeSends()
    {
        while (TakeSend() is { } taken)
        {
            taken.GoOnElsewhere();
        }

        if (_closesOutput && _sends.Count == 0 && _engine.Outcome is null)
        {
            _engine.CloseOutput(Moment);
        }
    }

    /// <summary>Takes the message that waits longest for room, if there is some; whoever sends it is to go on then. With the lock held.</summary>
    private PendingSend? TakeSend()
    {
        // Of the session's end whoever waits is told by the channel, when it has faulted.
        while (_engine.Outcome is null && _sends.First is { } first)
        {
            var result = _engine.Send(Moment, first.Value.Payload, out _);
            if (result == SendResult.NoRoom)
            {
                return null;
            }

            _sends.RemoveFirst();
            first.Value.Place = null;
            if (result == SendResult.Taken)
            {
                return first.Value;
            }

            first.Value.Fail(WhyNot(result));
        }

        return null;
    }

    private void HandOver()
    {
        while (!_receives.IsEmpty && TryTake(out var message) && _receives.TryTakeFirst(out var waiter))
        {
            waiter.GoOnElsewhere(message);
        }

        if (_discards && _receives.IsEmpty)
        {
            while (_engine.TryTakeDelivery(Moment, out var dropped))
            {
                dropped.Payload!.Discard();
            }
        }
    }

    /// <summary>The next message, or the end of them.</summary>
    private bool TryTake(out Message? message)
    {
        message = null;
        if (_engine.TryTakeDelivery(Moment, out var delivery))
        {
            message = delivery.Payload!.TakeMessage();
            _failureTurn.NoteTaken(Moment);
            return true;
        }

        return _engine.Outcome is null or { End: SessionEnd.Closed } && _engine.Destination is DestinationState.Complete or DestinationState.Terminated;
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
                var trouble = Trouble;
                hint = trouble is null ? hint : $"{hint} The last failure was: {trouble.Message}";
                scope.ThrowTimeout("Sending a message in the reliable session", "SendTimeout", trouble ?? exception, hint);
            }

            throw new OperationCanceledException($"The message was not sent. {hint}", exception, cancellationToken);
        }
    }

    /// <summary>A message that waits for room. Whoever sends it is told by a task, once.</summary>
    private sealed class PendingSend(SessionPayload payload) : TaskCompletionSource, IThreadPoolWorkItem
    {
        private Exception? _failure;

        public SessionPayload Payload => payload;

        /// <summary>Where it waits; null when it does not wait any more.</summary>
        public LinkedListNode<PendingSend>? Place { get; set; }

        /// <summary>The sender goes on right here. Without the lock.</summary>
        public void GoOnHere() => SetResult();

        /// <summary>The sender goes on elsewhere.</summary>
        public void GoOnElsewhere() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

        /// <summary>The sender hears, elsewhere, that the message is not sent.</summary>
        public void Fail(Exception exception)
        {
            _failure = exception;
            GoOnElsewhere();
        }

        void IThreadPoolWorkItem.Execute()
        {
            if (_failure is null)
            {
                SetResult();
            }
            else
            {
                SetException(_failure);
            }
        }
    }
}

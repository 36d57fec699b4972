using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <content>Those who wait. All of it under the lock; whoever waits goes on elsewhere.</content>
internal abstract partial class ServiceSession
{
    private readonly LinkedList<Waiter<Delivery<SessionPayload>?>> _receivers = new();
    private readonly LinkedList<Waiter<bool>> _senders = new();
    private TaskCompletionSource? _outputDone;
    private TaskCompletionSource? _settled;

    /// <summary>True when a receiver may go on on the thread that brings its message; else it always goes on elsewhere.</summary>
    protected virtual bool RunsReceivers => false;

    /// <summary>True when no message will come any more that has not come yet.</summary>
    private bool IsInputOver => Engine.Outcome is not null || Engine.Destination is DestinationState.Complete or DestinationState.Terminated;

    private bool IsOutputDone => Engine.Outcome is not null || Engine.Source is SourceState.Closing or SourceState.Terminating or SourceState.Ended;

    /// <summary>Waits for the next message of the client.</summary>
    /// <returns>The message; null when no more will come.</returns>
    /// <exception cref="CommunicationException">The session has failed.</exception>
    public async ValueTask<Delivery<SessionPayload>?> TakeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiter<Delivery<SessionPayload>?>? waiter = null;
        Delivery<SessionPayload> delivery = default;
        lock (Gate)
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            if (_receivers.Count != 0 || !Engine.TryTakeDelivery(Now, out delivery))
            {
                if (IsInputOver)
                {
                    return null;
                }

                waiter = new(_receivers, Gate, RunsReceivers);
            }
        }

        if (waiter is null)
        {
            // The client may want to hear of the room that this has made.
            Run();
            return delivery;
        }

        return await waiter.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a message in the session, after those that wait already. Done when there was room for it.</summary>
    /// <exception cref="CommunicationException">The session has failed, or takes no more messages.</exception>
    /// <exception cref="TimeoutException">There was no room within the timeout.</exception>
    public async ValueTask SendAsync(SessionPayload payload, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        NoteGiven(payload);
        try
        {
            await SendGivenAsync(payload, timeout, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            NoteNotTaken(payload);
            throw;
        }
    }

    private async ValueTask SendGivenAsync(SessionPayload payload, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Waiter<bool>? waiter = null;
        lock (Gate)
        {
            var result = _senders.Count == 0 ? Engine.Send(Now, payload, out _) : SendResult.NoRoom;
            if (result == SendResult.NoRoom)
            {
                waiter = new(_senders, Gate, isInline: false) { Payload = payload };
            }
            else if (result != SendResult.Taken)
            {
                throw CannotSend(result);
            }
        }

        if (waiter is null)
        {
            Run();
            return;
        }

        using var scope = new TimeoutScope(timeout, Settings.Clock, cancellationToken);
        try
        {
            await waiter.WaitAsync(scope.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (scope.HasTimedOut)
        {
            scope.ThrowTimeout(
                $"Sending in the reliable session, whose window of {Settings.Session.MaxTransferWindowSize} messages is full (MaxTransferWindowSize),",
                "SendTimeout",
                exception);
        }
    }

    /// <summary>Ends what this side sends, and waits until the client has it all.</summary>
    /// <exception cref="CommunicationException">The session has failed.</exception>
    public async ValueTask CloseOutputAsync(CancellationToken cancellationToken)
    {
        Task done;
        lock (Gate)
        {
            Engine.CloseOutput(Now);
            done = IsOutputDone || !Engine.HasSource ? Task.CompletedTask : (_outputDone ??= NewSource()).Task;
        }

        Run();
        await done.WaitAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfFailed();
    }

    /// <summary>Ends what this side sends, and waits until the client has it all, and has said that it sends no more itself.</summary>
    /// <exception cref="CommunicationException">The session has failed.</exception>
    public async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            Engine.CloseOutput(Now);
        }

        var settled = WhenSettled();
        Run();
        await settled.WaitAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfFailed();
    }

    /// <summary>Done when all is delivered, both ways, and only formalities are left; or when the session has ended.</summary>
    public Task WhenSettled()
    {
        lock (Gate)
        {
            return Engine.Outcome is not null || Engine.IsSettled ? Task.CompletedTask : (_settled ??= NewSource()).Task;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void ThrowIfFailed()
    {
        if (Failure is { } failure)
        {
            throw failure;
        }
    }

    private Exception CannotSend(SendResult result) => _failure ?? (result == SendResult.NumbersExhausted
        ? new CommunicationException("The reliable session has used every message number: nothing more can be sent in it.")
        : Engine.Source is SourceState.Failed or SourceState.Ended
            ? new CommunicationException("The reliable session has ended: nothing can be sent any more.")
            : new InvalidOperationException("The output of the reliable session is closed: nothing can be sent any more."));

    /// <summary>Takes the next message for the receiver that waits longest. With the lock held.</summary>
    /// <returns>What is to be called without the lock; null when nobody waits, or nothing is there.</returns>
    private protected HandedOver? TakeForReceiver()
    {
        if (_receivers.First is not { } first || _failure is not null || !Engine.TryTakeDelivery(Now, out var delivery))
        {
            return null;
        }

        first.Value.Leave();
        return new(first.Value, delivery);
    }

    private void HandOver()
    {
        while (TakeForReceiver() is { } handed)
        {
            handed.RunElsewhere();
        }
    }

    private void TakeFromSenders()
    {
        while (_senders.First is { } first)
        {
            var result = Engine.Send(Now, first.Value.Payload!, out _);
            if (result == SendResult.NoRoom)
            {
                return;
            }

            if (result == SendResult.Taken)
            {
                first.Value.Complete(true);
            }
            else
            {
                first.Value.Fail(CannotSend(result));
            }
        }
    }

    private void TellWaiters()
    {
        if (IsInputOver)
        {
            while (_receivers.First is { } first)
            {
                if (_failure is null)
                {
                    first.Value.Complete(null);
                }
                else
                {
                    first.Value.Fail(_failure);
                }
            }
        }

        if (_outputDone is not null && IsOutputDone)
        {
            _outputDone.TrySetResult();
            _outputDone = null;
        }

        if (_settled is not null && (Engine.Outcome is not null || Engine.IsSettled))
        {
            _settled.TrySetResult();
            _settled = null;
        }
    }

    /// <summary>A message, and the receiver that it is for.</summary>
    private protected readonly struct HandedOver
    {
        private readonly Waiter<Delivery<SessionPayload>?> _receiver;
        private readonly Delivery<SessionPayload> _delivery;

        internal HandedOver(object receiver, in Delivery<SessionPayload> delivery)
        {
            _receiver = (Waiter<Delivery<SessionPayload>?>)receiver;
            _delivery = delivery;
        }

        /// <summary>The receiver goes on, here if it may. Without the lock.</summary>
        public void Run() => _receiver.SetResult(_delivery);

        /// <summary>The receiver goes on elsewhere.</summary>
        public void RunElsewhere() => _receiver.Finish(_delivery, null, default);
    }

    /// <summary>One who waits in a line. It is in the line until it is told something, or gives up.</summary>
    private sealed class Waiter<T> : TaskCompletionSource<T>
    {
        private readonly LinkedListNode<Waiter<T>> _place;
        private readonly Lock _gate;
        private readonly bool _isInline;

        public Waiter(LinkedList<Waiter<T>> line, Lock gate, bool isInline)
            : base(isInline ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously)
        {
            _gate = gate;
            _isInline = isInline;
            _place = line.AddLast(this);
        }

        public SessionPayload? Payload { get; init; }

        public void Complete(T result)
        {
            Leave();
            Finish(result, null, default);
        }

        public void Fail(Exception exception)
        {
            Leave();
            Finish(default, exception, default);
        }

        public void Leave() => _place.List!.Remove(_place);

        /// <summary>Tells the one who waits, who goes on elsewhere: a lock may be held here.</summary>
        public void Finish(T? result, Exception? exception, CancellationToken cancellationToken)
        {
            if (_isInline)
            {
                ThreadPool.UnsafeQueueUserWorkItem(
                    static state => state.Waiter.Set(state.Result, state.Exception, state.Token),
                    (Waiter: this, Result: result, Exception: exception, Token: cancellationToken),
                    preferLocal: false);
            }
            else
            {
                Set(result, exception, cancellationToken);
            }
        }

        public async ValueTask<T> WaitAsync(CancellationToken cancellationToken)
        {
            using var registration = cancellationToken.UnsafeRegister(
                static (state, token) => ((Waiter<T>)state!).GiveUp(token), this);
            return await Task.ConfigureAwait(false);
        }

        private void Set(T? result, Exception? exception, CancellationToken cancellationToken)
        {
            if (exception is not null)
            {
                SetException(exception);
            }
            else if (cancellationToken.IsCancellationRequested)
            {
                SetCanceled(cancellationToken);
            }
            else
            {
                SetResult(result!);
            }
        }

        private void GiveUp(CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                if (_place.List is null)
                {
                    return;
                }

                Leave();
            }

            Finish(default, null, cancellationToken);
        }
    }
}

using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <content>Those who wait. All of it under the lock; whoever waits goes on elsewhere.</content>
internal abstract partial class ServiceSession
{
    private readonly WaitingLine<Delivery<SessionPayload>?> _receivers;
    private readonly WaitingLine<bool> _senders;
    private TaskCompletionSource? _outputDone;
    private TaskCompletionSource? _settled;

    /// <summary>True when no message will come any more that has not come yet.</summary>
    private bool IsInputOver => Engine.Outcome is not null || Engine.Destination is DestinationState.Complete or DestinationState.Terminated;

    /// <summary>True when the engine may want to say something when a message is taken: of the room that this makes. With the lock held.</summary>
    protected virtual bool IsToldOfTaking => true;

    /// <summary>False where a message that was delivered is of no use any more when the session has failed: it cannot be answered.</summary>
    protected virtual bool HandsOverAfterFailure => true;

    /// <summary>True when there is a message to be taken. Under the lock, except for a session that has ended.</summary>
    public bool HasMore => Engine.HasDelivery && (HandsOverAfterFailure || _failure is null);

    private bool IsOutputDone => Engine.Outcome is not null || Engine.Source is SourceState.Closing or SourceState.Terminating or SourceState.Ended;

    /// <summary>The message of a delivery; null for none.</summary>
    public static Message? MessageOf(in Delivery<SessionPayload>? delivery) => delivery is { } taken ? taken.Payload?.TakeMessage() : null;

    /// <summary>Waits for the next message of the client.</summary>
    /// <returns>The message; null when no more will come.</returns>
    /// <exception cref="CommunicationException">The session has failed.</exception>
    public ValueTask<Message?> TakeMessageAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Message?>(cancellationToken);
        }

        var failure = TakeOrWait(out var delivery, out var waiter);
        return waiter is not null ? waiter.WaitForMessageAsync(cancellationToken)
            : failure is null ? new(MessageOf(delivery))
            : ValueTask.FromException<Message?>(failure);
    }

    /// <summary>Takes the next message of the client; null when no more will come. Where there is none yet, somebody is to wait.</summary>
    /// <returns>Why there will be none; null when nothing has failed.</returns>
    protected Exception? TakeOrWait(out Delivery<SessionPayload>? delivery, out DeliveryWaiter? waiter)
    {
        waiter = null;
        delivery = null;
        Exception? failure = null;
        Turn turn = default;
        lock (Gate)
        {
            _failureTurn.NoteAsked();
            if (_receivers.IsEmpty && HasMore && TryTakeNow(out var taken))
            {
                delivery = taken;
                if (!IsToldOfTaking)
                {
                    return null;
                }

                Advance(out turn);
            }
            else if (_failure is not null)
            {
                Begin();
                failure = _failure;
                Advance(out turn);
            }
            else
            {
                waiter = IsInputOver ? null : (DeliveryWaiter)_receivers.Enter();
                return null;
            }
        }

        Finish(ref turn);
        return failure;
    }

    /// <summary>Sends a message in the session, after those that wait already. Done when there was room for it.</summary>
    /// <exception cref="CommunicationException">The session has failed, or takes no more messages.</exception>
    /// <exception cref="TimeoutException">There was no room within the timeout.</exception>
    public ValueTask SendAsync(SessionPayload payload, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        NoteGiven(payload);
        Waiter<bool>? waiter = null;
        SendResult result;
        Turn turn = default;
        lock (Gate)
        {
            Begin();
            result = _senders.IsEmpty ? Engine.Send(Moment, payload, out _) : SendResult.NoRoom;
            if (result == SendResult.NoRoom)
            {
                waiter = _senders.Enter();
                waiter.Payload = payload;
            }
            else if (result == SendResult.Taken)
            {
                Advance(out turn);
            }
        }

        if (waiter is not null)
        {
            return WaitForRoomAsync(waiter, payload, timeout, cancellationToken);
        }

        if (result != SendResult.Taken)
        {
            NoteNotTaken(payload);
            return ValueTask.FromException(CannotSend(result));
        }

        Finish(ref turn);
        return default;
    }

    private async ValueTask WaitForRoomAsync(Waiter<bool> waiter, SessionPayload payload, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var scope = new TimeoutScope(timeout, Settings.Clock, cancellationToken);
        try
        {
            await waiter.WaitAsync(scope.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (scope.HasTimedOut)
        {
            NoteNotTaken(payload);
            scope.ThrowTimeout(
                $"Sending in the reliable session, whose window of {Settings.Session.MaxTransferWindowSize} messages is full (MaxTransferWindowSize),",
                "SendTimeout",
                exception);
        }
        catch
        {
            NoteNotTaken(payload);
            throw;
        }
    }

    /// <summary>Ends what this side sends, and waits until the client has it all.</summary>
    /// <exception cref="CommunicationException">The session has failed.</exception>
    public async ValueTask CloseOutputAsync(CancellationToken cancellationToken)
    {
        Task done;
        lock (Gate)
        {
            Engine.CloseOutput(Begin());
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
            Engine.CloseOutput(Begin());
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
    private protected HandedOver? TakeForReceiver() =>
        !_receivers.IsEmpty && TryTakeMessage(out var delivery) && _receivers.TryTakeFirst(out var receiver)
            ? new(receiver, delivery)
            : null;

    /// <summary>Takes the next message after looking at the clock, which costs time where nothing is there.</summary>
    private bool TryTakeNow(out Delivery<SessionPayload> delivery)
    {
        Begin();
        return TryTakeMessage(out delivery);
    }

    private bool TryTakeMessage(out Delivery<SessionPayload> delivery)
    {
        delivery = default;
        if ((_failure is not null && !HandsOverAfterFailure) || !Engine.TryTakeDelivery(Moment, out delivery))
        {
            return false;
        }

        _failureTurn.NoteTaken(Moment);
        return true;
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
            var result = Engine.Send(Moment, first.Payload!, out _);
            if (result == SendResult.NoRoom)
            {
                return;
            }

            _senders.TryTakeFirst(out _);
            if (result == SendResult.Taken)
            {
                first.GoOnElsewhere(true);
            }
            else
            {
                first.Fail(CannotSend(result));
            }
        }
    }

    private void TellWaiters()
    {
        if (!_receivers.IsEmpty && IsInputOver)
        {
            while (_receivers.TryTakeFirst(out var first))
            {
                if (_failure is null)
                {
                    first.GoOnElsewhere(null);
                }
                else
                {
                    first.Fail(_failure);
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
}

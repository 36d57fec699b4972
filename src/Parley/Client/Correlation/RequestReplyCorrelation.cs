using System.Runtime.CompilerServices;
using Parley.Channels;

namespace Parley;

/// <summary>
/// Matches replies to requests on a duplex channel: the reply's RelatesTo is the request's MessageID. WS-Addressing 1.0,
/// section 3.3.
/// </summary>
/// <remarks>
/// <para>Somebody has to read the channel. Where the peer may call this side, the dispatcher's pump does, and passes each
/// message by <see cref="TryCompleteReply"/> first. Everywhere else the correlation reads by itself, from the first request
/// on: one receive is always under way. It belongs to no caller, so a caller that gives up takes no message with it, and
/// the end of the session is noticed between calls too.</para>
/// <para>A reply's waiter goes on at once on the thread that brought the message, when the next receive is under way
/// already; so a caller alone on its channel costs no change of threads. When more messages are there already, waiters are
/// sent to the thread pool, and none can hold another up.</para>
/// <para>Some services send faults without RelatesTo, against the specification. Such a fault on a session is taken for the
/// reply to the only request that waits there. Where several wait, or where a request was given up and the fault may be meant
/// for that one, nobody can tell whose it is: it is an unknown message.</para>
/// </remarks>
internal sealed class RequestReplyCorrelation
{
    private readonly IDuplexChannel _channel;
    private readonly IReplyReader _reader;
    private readonly WaitingRequests _waiting = new();
    private readonly Action _onReceived;
    private readonly bool _hasSession;
    private ConfiguredValueTaskAwaitable<Message?>.ConfiguredValueTaskAwaiter _receiving;
    private volatile ReadingState _reading;

    /// <summary>Creates the correlation of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="reader">Told of messages that are no replies, and of the end.</param>
    /// <param name="hasPump">Whether a pump reads the channel.</param>
    internal RequestReplyCorrelation(IDuplexChannel channel, IReplyReader reader, bool hasPump)
    {
        _channel = channel;
        _reader = reader;
        _reading = hasPump ? ReadingState.ByPump : ReadingState.NotStarted;
        _onReceived = OnReceived;
        _hasSession = channel is ISessionChannel<IDuplexSession>;
        channel.GetProperty<ILosingChannel>()?.WhenLost(_waiting.Lose);
    }

    private enum ReadingState
    {
        NotStarted,
        ByPump,
        BySelf,
        Ended,
    }

    /// <summary>Whether this correlation reads the channel, so that its end will be told to the reader.</summary>
    internal bool IsReading => _reading == ReadingState.BySelf;

    /// <summary>Sends a request, which has a MessageID, and waits for the message that relates to it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="clock">The call's time. When it is over, a reply that comes later belongs to nobody.</param>
    /// <exception cref="CommunicationException">The session ended before the reply came.</exception>
    internal ValueTask<Message> RequestAsync(Message request, CallTimeout clock)
    {
        var pending = _waiting.Add(request.Headers.MessageId ?? throw NoMessageId(request));
        ValueTask sending;
        try
        {
            sending = _channel.SendAsync(request, clock.Token);
            if (!sending.IsCompletedSuccessfully)
            {
                return FinishRequestAsync(sending, pending, clock);
            }

            sending.GetAwaiter().GetResult();
        }
        catch
        {
            _waiting.Forget(pending);
            throw;
        }

        StartReading();
        return pending.WaitAsync(clock);
    }

    /// <summary>Gives a message to the request that waits for it.</summary>
    /// <param name="message">A message that was received.</param>
    /// <param name="inline">Whether the waiter may go on before this method returns; only when the next receive is under way.</param>
    /// <returns>False when nobody waits for it; the message is the caller's still.</returns>
    internal bool TryCompleteReply(Message message, bool inline = false)
    {
        if (TakeWaiter(message) is not { } pending)
        {
            return false;
        }

        pending.Complete(message, inline);
        return true;
    }

    /// <summary>No message will come any more: every request that waits fails, and later ones too.</summary>
    internal void Fail(Exception exception)
    {
        _reading = ReadingState.Ended;
        _waiting.Fail(exception);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Message> FinishRequestAsync(ValueTask sending, PendingReply pending, CallTimeout clock)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch
        {
            _waiting.Forget(pending);
            throw;
        }

        StartReading();
        return await pending.WaitAsync(clock).ConfigureAwait(false);
    }

    private static InvalidOperationException NoMessageId(Message request) => new(
        request.Version.Addressing == AddressingVersion.None
            ? $"A request over a duplex channel needs a MessageID, or its reply cannot be told from others, and the binding's message version, {request.Version}, has no addressing. "
                + "Give its encoding one that has, for example MessageVersion.Soap12WSAddressing10."
            : "A request over a duplex channel needs a MessageID, or its reply cannot be told from others. Set one, or switch ManualAddressing off.");

    private void StartReading()
    {
        if (_reading != ReadingState.NotStarted
            || Interlocked.CompareExchange(ref _reading, ReadingState.BySelf, ReadingState.NotStarted) != ReadingState.NotStarted)
        {
            return;
        }

        Message? message;
        bool ended;
        using (AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow())
        {
            // The receives serve every caller, not this first one alone.
            if (!TryReceive(out message, out ended))
            {
                return;
            }
        }

        if (!ended)
        {
            Take(message!);
        }
    }

    private void OnReceived()
    {
        Message? message;
        try
        {
            message = _receiving.GetResult();
        }
        catch (Exception exception)
        {
            End(exception);
            return;
        }

        if (message is null)
        {
            End(null);
            return;
        }

        Take(message);
    }

    /// <summary>Starts the next receive, delivers the message, and goes on for as long as messages are there already.</summary>
    /// <remarks>The waiter leaves the table before the next receive starts: should that find the end, the reply counts still.</remarks>
    private void Take(Message message)
    {
        while (true)
        {
            var waiter = TakeWaiterOrNull(message);
            var here = TryReceive(out var next, out var ended);
            if (waiter is not null)
            {
                waiter.Complete(message, inline: !here);
            }
            else
            {
                _reader.OnUnknownMessage(message);
            }

            if (!here || ended)
            {
                return;
            }

            message = next!;
        }
    }

    /// <summary>Starts a receive.</summary>
    /// <returns>True when it is done already; false when <see cref="OnReceived"/> will be called.</returns>
    private bool TryReceive(out Message? message, out bool ended)
    {
        message = null;
        ended = false;
        try
        {
            _receiving = AwaiterOf(_channel.ReceiveAsync(CancellationToken.None));
            if (!_receiving.IsCompleted)
            {
                _receiving.UnsafeOnCompleted(_onReceived);
                return false;
            }

            message = _receiving.GetResult();
        }
        catch (Exception exception)
        {
            ended = true;
            End(exception);
            return true;
        }

        if (message is null)
        {
            ended = true;
            End(null);
        }

        return true;
    }

    private static ConfiguredValueTaskAwaitable<Message?>.ConfiguredValueTaskAwaiter AwaiterOf(ValueTask<Message?> receiving) =>
        receiving.ConfigureAwait(false).GetAwaiter();

    private PendingReply? TakeWaiter(Message message) =>
        message.Headers.RelatesTo is { } relatesTo ? _waiting.Remove(relatesTo)
        : _hasSession && message.IsFault ? _waiting.RemoveOnly()
        : null;

    private PendingReply? TakeWaiterOrNull(Message message)
    {
        try
        {
            return TakeWaiter(message);
        }
        catch (MessageHeaderException)
        {
            // Its addressing headers cannot be read, so it answers nobody.
            return null;
        }
    }

    /// <summary>The channel above learns of the end before the calls do: whoever sees a call fail sees a channel that has failed.</summary>
    private void End(Exception? exception)
    {
        try
        {
            _reader.OnInputEnded(exception);
        }
        finally
        {
            Fail(exception ?? new CommunicationException(
                "The service ended the session before it had answered. It may have failed, or another call may have ended the session."));
        }
    }
}

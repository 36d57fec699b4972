using System.Runtime.CompilerServices;
using System.Xml;
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
    private const int MaxFree = 64;

    private readonly IDuplexChannel _channel;
    private readonly IReplyReader _reader;
    private readonly Lock _lock = new();
    private readonly Dictionary<UniqueId, PendingReply> _pending = [];
    private readonly Action _onReceived;
    private readonly bool _hasSession;
    private PendingReply? _single;
    private ConfiguredValueTaskAwaitable<Message?>.ConfiguredValueTaskAwaiter _receiving;
    private volatile ReadingState _reading;
    private Exception? _failure;
    private PendingReply? _spare;
    private PendingReply? _free;
    private int _freeCount;
    private bool _hasGivenUp;

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
    }

    private enum ReadingState
    {
        NotStarted,
        ByPump,
        BySelf,
        Ended,
    }

    /// <summary>Whether this correlation reads the channel, so that its end will be told to the reader.</summary>
    internal bool IsReading
    {
        get
        {
            lock (_lock)
            {
                return _reading == ReadingState.BySelf;
            }
        }
    }

    /// <summary>Sends a request, which has a MessageID, and waits for the message that relates to it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="clock">The call's time. When it is over, a reply that comes later belongs to nobody.</param>
    /// <exception cref="CommunicationException">The session ended before the reply came.</exception>
    internal ValueTask<Message> RequestAsync(Message request, CallTimeout clock)
    {
        var pending = Add(request.Headers.MessageId ?? throw new InvalidOperationException(
            "A request over a duplex channel needs a MessageID, or its reply cannot be told from others. Set one, or switch ManualAddressing off."));
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
            Forget(pending);
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
        PendingReply[] waiting;
        lock (_lock)
        {
            _failure ??= exception;
            _reading = ReadingState.Ended;
            waiting = _single is null ? [.. _pending.Values] : [_single, .. _pending.Values];
            _single = null;
            _pending.Clear();
        }

        foreach (var pending in waiting)
        {
            pending.Fail(exception);
        }
    }

    /// <summary>The time of the call is over: its request waits no longer, if it still does.</summary>
    internal void Cancel(UniqueId id, CancellationToken cancellationToken)
    {
        if (Remove(id) is not { } pending)
        {
            return;
        }

        lock (_lock)
        {
            _hasGivenUp = true;
        }

        pending.Fail(new OperationCanceledException(cancellationToken));
    }

    /// <summary>Takes back what serves another request from now on.</summary>
    internal void Recycle(PendingReply pending)
    {
        if (Interlocked.CompareExchange(ref _spare, pending, null) is null)
        {
            return;
        }

        lock (_lock)
        {
            if (_freeCount < MaxFree)
            {
                pending.NextFree = _free;
                _free = pending;
                _freeCount++;
            }
        }
    }

    private PendingReply Add(UniqueId id)
    {
        lock (_lock)
        {
            if (_failure is not null)
            {
                throw new CommunicationException(_failure.Message, _failure);
            }

            var pending = Interlocked.Exchange(ref _spare, null) ?? TakeFree() ?? new PendingReply(this);
            pending.Start(id);
            if (!TryAdd(id, pending))
            {
                throw new InvalidOperationException($"A request with the MessageID {id} waits for its reply already.");
            }

            return pending;
        }
    }

    private PendingReply? TakeFree()
    {
        var pending = _free;
        if (pending is not null)
        {
            _free = pending.NextFree;
            pending.NextFree = null;
            _freeCount--;
        }

        return pending;
    }

    /// <summary>Most channels have one request under way at a time: it needs no table.</summary>
    private bool TryAdd(UniqueId id, PendingReply pending)
    {
        if (_single is not null)
        {
            return _single.Id != id && _pending.TryAdd(id, pending);
        }

        if (_pending.Count > 0 && _pending.ContainsKey(id))
        {
            return false;
        }

        _single = pending;
        return true;
    }

    private PendingReply? Remove(UniqueId id)
    {
        lock (_lock)
        {
            if (_single is { } single && single.Id == id)
            {
                _single = null;
                return single;
            }

            return _pending.Count > 0 && _pending.Remove(id, out var pending) ? pending : null;
        }
    }

    /// <summary>The request that a fault without RelatesTo is about: the only one that can be meant.</summary>
    private PendingReply? RemoveOnly()
    {
        lock (_lock)
        {
            if (_hasGivenUp || _pending.Count + (_single is null ? 0 : 1) != 1)
            {
                return null;
            }

            if (_single is { } single)
            {
                _single = null;
                return single;
            }

            var only = _pending.Values.First();
            _pending.Clear();
            return only;
        }
    }

    /// <summary>The request did not leave. Whoever took it out of the table meanwhile has completed it for nobody.</summary>
    private void Forget(PendingReply pending)
    {
        if (Remove(pending.Id) is not null)
        {
            Recycle(pending);
        }
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
            Forget(pending);
            throw;
        }

        StartReading();
        return await pending.WaitAsync(clock).ConfigureAwait(false);
    }

    private void StartReading()
    {
        if (_reading != ReadingState.NotStarted)
        {
            return;
        }

        lock (_lock)
        {
            if (_reading != ReadingState.NotStarted)
            {
                return;
            }

            _reading = ReadingState.BySelf;
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
        message.Headers.RelatesTo is { } relatesTo ? Remove(relatesTo)
        : _hasSession && message.IsFault ? RemoveOnly()
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

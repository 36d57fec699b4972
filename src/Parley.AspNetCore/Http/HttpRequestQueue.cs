using System.Threading.Tasks.Sources;

namespace Parley.Channels;

/// <summary>
/// Requests on their way from the server's threads to the dispatcher. A taker is offered each request on the thread that delivers it, and
/// a receiver that waits is completed there, so that no thread switch lies between the wire and the service; where there is neither, a
/// bounded number of requests waits.
/// </summary>
internal sealed class HttpRequestQueue
{
    /// <summary>So many requests wait with their bodies read; from there on the next ones wait unread.</summary>
    public const int MaxPending = 64;

    /// <summary>So many requests wait unread; the next ones are refused. The queue of the HTTP server below WCF is as long by default.</summary>
    public const int MaxWaitingForRoom = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<HttpRequestContext> _pending = new();
    private readonly List<Receiver> _receivers = [];
    private readonly Queue<TaskCompletionSource> _waitingForRoom = new();
    private Receiver? _idleReceiver;
    private IRequestTaker? _taker;
    private volatile bool _completed;
    private volatile bool _isFull;
    private volatile bool _hasWaiting;

    /// <summary>Offers each request to somebody before it waits.</summary>
    public void OfferTo(IRequestTaker taker) => Volatile.Write(ref _taker, taker);

    /// <summary>Offers nothing more to somebody.</summary>
    public void Withdraw(IRequestTaker taker) => Interlocked.CompareExchange(ref _taker, null, taker);

    /// <summary>Waits until a request may read its body; false when too many wait already, or the queue is closed.</summary>
    public ValueTask<bool> WaitForRoomAsync()
    {
        if (!_isFull)
        {
            return new(!_completed);
        }

        lock (_lock)
        {
            if (_completed)
            {
                return new(false);
            }

            if (_pending.Count < MaxPending)
            {
                return new(true);
            }

            if (_waitingForRoom.Count >= MaxWaitingForRoom)
            {
                return new(false);
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waitingForRoom.Enqueue(waiter);
            Count();
            return AfterAsync(waiter.Task);
        }

        async ValueTask<bool> AfterAsync(Task task)
        {
            await task.ConfigureAwait(false);
            return !_completed;
        }
    }

    /// <summary>Hands a request on; false when the queue is closed.</summary>
    public bool TryDeliver(HttpRequestContext request)
    {
        // Those that wait already are first.
        if (!_hasWaiting && !_completed && Volatile.Read(ref _taker) is { } taker && taker.TryTake(request))
        {
            return true;
        }

        Receiver receiver;
        TaskCompletionSource? room;
        lock (_lock)
        {
            if (_completed)
            {
                return false;
            }

            if (_receivers.Count == 0)
            {
                _pending.Enqueue(request);
                Count();
                return true;
            }

            receiver = _receivers[^1];
            _receivers.RemoveAt(_receivers.Count - 1);
            room = NextForRoom();
        }

        room?.TrySetResult();
        receiver.Complete(request);
        return true;
    }

    /// <summary>A request that had room will not be delivered: another one that waits may have it.</summary>
    public void GiveRoomBack()
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            room = NextForRoom();
        }

        room?.TrySetResult();
    }

    /// <summary>Waits for the next request; null when no more will come.</summary>
    public ValueTask<RequestContext?> ReceiveAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource? room = null;
        HttpRequestContext? next;
        lock (_lock)
        {
            if (_pending.TryDequeue(out next))
            {
                _waitingForRoom.TryDequeue(out room);
                Count();
            }
            else if (_completed)
            {
                return default;
            }

            if (next is null)
            {
                return Wait(cancellationToken);
            }
        }

        room?.TrySetResult();
        return new(next);
    }

    /// <summary>Ends one channel's receives with null.</summary>
    public void ReleaseReceivers()
    {
        Receiver[] receivers;
        lock (_lock)
        {
            receivers = [.. _receivers];
            _receivers.Clear();
        }

        foreach (var receiver in receivers)
        {
            receiver.Complete(null);
        }
    }

    /// <summary>Takes no more requests, and gives those back that nobody has received.</summary>
    public HttpRequestContext[] Complete()
    {
        HttpRequestContext[] pending;
        TaskCompletionSource[] waiting;
        lock (_lock)
        {
            _completed = true;
            pending = [.. _pending];
            _pending.Clear();
            waiting = [.. _waitingForRoom];
            _waitingForRoom.Clear();
            Count();
        }

        foreach (var waiter in waiting)
        {
            waiter.TrySetResult();
        }

        ReleaseReceivers();
        return pending;
    }

    // Whoever was let in and then did not take a place in the queue lets the next one in, or that one would wait for ever.
    private TaskCompletionSource? NextForRoom()
    {
        if (_pending.Count >= MaxPending || !_waitingForRoom.TryDequeue(out var next))
        {
            return null;
        }

        Count();
        return next;
    }

    /// <summary>What is asked without the lock, where nothing waits.</summary>
    private void Count()
    {
        _isFull = _pending.Count >= MaxPending;
        _hasWaiting = _pending.Count > 0 || _waitingForRoom.Count > 0;
    }

    private ValueTask<RequestContext?> Wait(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
        {
            var receiver = _idleReceiver ?? new Receiver(this, isReused: true);
            _idleReceiver = null;
            _receivers.Add(receiver);
            return receiver.Wait();
        }

        // A token may fire late, after the receive: its receiver must not serve another one then.
        var single = new Receiver(this, isReused: false);
        _receivers.Add(single);
        return WaitAsync(single, single.Wait(), cancellationToken);
    }

    private static async ValueTask<RequestContext?> WaitAsync(
        Receiver receiver, ValueTask<RequestContext?> waiting, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((Receiver)state!).GiveUp(token), receiver);
        return await waiting.ConfigureAwait(false);
    }

    private bool Remove(Receiver receiver)
    {
        lock (_lock)
        {
            return _receivers.Remove(receiver);
        }
    }

    private void KeepIdle(Receiver receiver)
    {
        lock (_lock)
        {
            _idleReceiver = receiver;
        }
    }

    private sealed class Receiver(HttpRequestQueue queue, bool isReused) : IValueTaskSource<RequestContext?>
    {
        private ManualResetValueTaskSourceCore<RequestContext?> _core;

        public ValueTask<RequestContext?> Wait() => new(this, _core.Version);

        public void Complete(RequestContext? request) => _core.SetResult(request);

        public void GiveUp(CancellationToken cancellationToken)
        {
            // Only who takes the receiver out of the list may complete it.
            if (queue.Remove(this))
            {
                _core.SetException(new OperationCanceledException(cancellationToken));
            }
        }

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        public RequestContext? GetResult(short token)
        {
            try
            {
                return _core.GetResult(token);
            }
            finally
            {
                if (isReused)
                {
                    _core.Reset();
                    queue.KeepIdle(this);
                }
            }
        }
    }
}

using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// The requests of a channel that the service has not taken yet. Whoever brings a request runs the one that waits for it. Thread-safe.
/// </summary>
/// <param name="capacity">So many requests wait; more are not taken.</param>
/// <param name="room">Told how many wait; null where nobody asks.</param>
internal sealed class RequestQueue(int capacity = int.MaxValue, RequestRoom? room = null)
{
    private readonly Lock _lock = new();
    // Made when something waits: most sessions never need them.
    private Queue<RequestContext>? _pending;
    private LinkedList<TaskCompletionSource<RequestContext?>>? _receivers;
    private IRequestTaker? _taker;
    private volatile bool _hasPending;
    private volatile bool _isCompleted;

    /// <summary>Offers each request to somebody before it waits.</summary>
    public void OfferTo(IRequestTaker? taker) => Volatile.Write(ref _taker, taker);

    /// <summary>Hands a request on.</summary>
    /// <returns>False when no more are taken, or too many wait.</returns>
    public bool TryDeliver(RequestContext request)
    {
        TaskCompletionSource<RequestContext?> receiver;

        // Those that wait already are first.
        if (!_isCompleted && !_hasPending && Volatile.Read(ref _taker) is { } taker && taker.TryTake(request))
        {
            return true;
        }

        lock (_lock)
        {
            if (_isCompleted || (_receivers?.First is null && (_pending?.Count ?? 0) >= capacity))
            {
                return false;
            }

            if (_receivers?.First is not { } first)
            {
                (_pending ??= new()).Enqueue(request);
                _hasPending = true;
                room?.Keep();
                return true;
            }

            receiver = first.Value;
            _receivers.RemoveFirst();
        }

        receiver.SetResult(request);
        return true;
    }

    /// <summary>Waits for the next request; null when no more will come.</summary>
    public ValueTask<RequestContext?> ReceiveAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource<RequestContext?>> receiver;
        lock (_lock)
        {
            if (_pending is not null && _pending.TryDequeue(out var next))
            {
                _hasPending = _pending.Count > 0;
                room?.Release();
                return new(next);
            }

            if (_isCompleted)
            {
                return default;
            }

            receiver = (_receivers ??= new()).AddLast(new TaskCompletionSource<RequestContext?>());
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(receiver, cancellationToken) : new(receiver.Value.Task);
    }

    /// <summary>Takes no more requests. Those that wait can still be received.</summary>
    public void Complete()
    {
        TaskCompletionSource<RequestContext?>[] receivers;
        lock (_lock)
        {
            _isCompleted = true;
            receivers = [.. _receivers ?? []];
            _receivers?.Clear();
        }

        foreach (var receiver in receivers)
        {
            receiver.SetResult(null);
        }
    }

    /// <summary>Takes those out that wait.</summary>
    public RequestContext[] TakeAll()
    {
        lock (_lock)
        {
            RequestContext[] all = [.. _pending ?? []];
            _pending?.Clear();
            _hasPending = false;
            foreach (var _ in all)
            {
                room?.Release();
            }

            return all;
        }
    }

    private async ValueTask<RequestContext?> WaitAsync(LinkedListNode<TaskCompletionSource<RequestContext?>> receiver, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (queue, node) = ((RequestQueue, LinkedListNode<TaskCompletionSource<RequestContext?>>))state!;
                queue.GiveUp(node, token);
            },
            (this, receiver));
        return await receiver.Value.Task.ConfigureAwait(false);
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource<RequestContext?>> receiver, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (receiver.List is null)
            {
                return;
            }

            _receivers!.Remove(receiver);
        }

        receiver.Value.SetCanceled(cancellationToken);
    }
}

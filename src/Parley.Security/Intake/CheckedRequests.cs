using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// The requests of one channel on their way to the service: read from the channel below, checked side by side, and kept until the service takes
/// them. Those that have to wait wait here, and when there are many of them at the transport.
/// </summary>
internal sealed class CheckedRequests
{
    private readonly RequestRoom _room = new();
    private readonly RequestQueue _queue;
    private readonly IReplyChannel _inner;

    /// <param name="inner">The channel below.</param>
    public CheckedRequests(IReplyChannel inner)
    {
        _inner = inner;
        _queue = new RequestQueue(room: _room);
    }

    /// <summary>Offers each request that is right to somebody before it waits.</summary>
    public void OfferTo(IRequestTaker? taker) => _queue.OfferTo(taker);

    /// <summary>Waits for the next request; null when no more will come.</summary>
    public ValueTask<RequestContext?> ReceiveAsync(CancellationToken cancellationToken) => _queue.ReceiveAsync(cancellationToken);

    /// <summary>Hands a request on that is right.</summary>
    /// <returns>False when no more are taken.</returns>
    public bool TryDeliver(RequestContext request) => _queue.TryDeliver(request);

    /// <summary>Reads the channel below to its end, on the threads that bring requests where it can do that.</summary>
    /// <param name="take">Checks a request, and delivers it when it is right. Must not throw; called by several threads at once.</param>
    /// <exception cref="Exception">What the channel throws.</exception>
    public async Task ReadAsync(Func<RequestContext, ValueTask> take)
    {
        (_inner as IUnorderedReplyChannel)?.OfferTo(new Taker(take, _room));
        while (true)
        {
            await _room.WaitAsync().ConfigureAwait(false);
            if (await _inner.ReceiveRequestAsync(CancellationToken.None).ConfigureAwait(false) is not { } request)
            {
                break;
            }

            // What is not taken as it comes is taken side by side all the same.
            _room.Enter();
            ThreadPool.UnsafeQueueUserWorkItem(
                static state => _ = LeaveAfterAsync(state.Take(state.Request), state.Room), (Take: take, Request: request, Room: _room), preferLocal: false);
        }

        await _room.WhenIdleAsync().ConfigureAwait(false);
        _queue.Complete();
    }

    /// <summary>Takes no more requests, and aborts those that wait.</summary>
    public void End()
    {
        _queue.OfferTo(null);
        _queue.Complete();
        _room.Open();
        foreach (var request in _queue.TakeAll())
        {
            request.Abort();
        }
    }

    private static async Task LeaveAfterAsync(ValueTask taking, RequestRoom room)
    {
        try
        {
            await taking.ConfigureAwait(false);
        }
        finally
        {
            room.Leave();
        }
    }

    private sealed class Taker(Func<RequestContext, ValueTask> take, RequestRoom room) : IRequestTaker
    {
        public bool TryTake(RequestContext request)
        {
            if (!room.TryEnter())
            {
                return false;
            }

            var taking = take(request);
            if (taking.IsCompletedSuccessfully)
            {
                room.Leave();
            }
            else
            {
                _ = LeaveAfterAsync(taking, room);
            }

            return true;
        }
    }
}

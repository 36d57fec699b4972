using System.Threading.Tasks.Sources;
using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>
/// A request that waits for its reply. It is completed by whoever takes it out of its table, so exactly once,
/// and is used again for the next request after the waiter has the result.
/// </summary>
internal sealed class PendingReply(WaitingRequests table) : IValueTaskSource<Message>
{
    private ManualResetValueTaskSourceCore<Message> _core;

    /// <summary>The request's MessageID.</summary>
    internal UniqueId Id { get; private set; } = null!;

    /// <summary>The next in the list of those that wait to be used again.</summary>
    internal PendingReply? NextFree { get; set; }

    internal void Start(UniqueId id)
    {
        Id = id;
        _core.Reset();
    }

    /// <summary>Waits for the reply. When the clock fires first, a reply that comes later belongs to nobody.</summary>
    internal ValueTask<Message> WaitAsync(CallTimeout clock)
    {
        var version = _core.Version;
        clock.CancelWith(table, Id);
        return new ValueTask<Message>(this, version);
    }

    internal void Complete(Message reply, bool inline)
    {
        _core.RunContinuationsAsynchronously = !inline;
        _core.SetResult(reply);
    }

    internal void Fail(Exception exception)
    {
        _core.RunContinuationsAsynchronously = true;
        _core.SetException(exception);
    }

    Message IValueTaskSource<Message>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            table.Recycle(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<Message>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<Message>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}

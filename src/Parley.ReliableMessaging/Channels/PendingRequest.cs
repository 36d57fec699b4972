using System.Threading.Tasks.Sources;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// A request whose reply is waited for. It is told of its end once, by whoever is first; whoever waits goes on when it is executed, right there.
/// </summary>
/// <param name="driver">The session's.</param>
/// <param name="payload">The request.</param>
/// <param name="isOneWay">True when no reply is expected.</param>
internal sealed class PendingRequest(RequestSessionDriver driver, SessionPayload payload, bool isOneWay) : IValueTaskSource<Message?>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<Message?> _core;
    private CancellationTokenRegistration _registration;
    private Message? _reply;
    private Exception? _failure;
    private int _isDone;

    public SessionPayload Payload => payload;

    public bool IsOneWay => isOneWay;

    /// <summary>Where it waits for room; null when it does not. Under the driver's lock, as <see cref="Number"/> is.</summary>
    public LinkedListNode<PendingRequest>? Place { get; set; }

    /// <summary>Its number in the session; 0 while the session has not taken it.</summary>
    public long Number { get; set; }

    /// <summary>True when it has come to its end.</summary>
    public bool IsDone => Volatile.Read(ref _isDone) != 0;

    /// <summary>Its reply; null when it was taken and has none.</summary>
    public ValueTask<Message?> ValueTask => new(this, _core.Version);

    /// <summary>Whoever waits gives up when the token fires. To be called before anything else.</summary>
    public void GiveUpWith(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static (state, token) => ((PendingRequest)state!).GiveUp(token), this);
        }
    }

    /// <summary>Its reply has come; <see cref="Execute"/> is to follow.</summary>
    /// <returns>False when nobody waits any more.</returns>
    public bool TryAnswer(Message? reply)
    {
        if (!TryEnd())
        {
            return false;
        }

        _reply = reply;
        return true;
    }

    /// <summary>There will be no reply: whoever waits goes on elsewhere.</summary>
    public void Fail(Exception failure)
    {
        if (!TryEnd())
        {
            return;
        }

        if (Number == 0)
        {
            RequestSessionDriver.HandleNotTaken(this);
        }

        _failure = failure;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute()
    {
        if (_failure is not null)
        {
            _core.SetException(_failure);
        }
        else
        {
            _core.SetResult(_reply);
        }
    }

    Message? IValueTaskSource<Message?>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<Message?>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<Message?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private bool TryEnd()
    {
        if (Interlocked.Exchange(ref _isDone, 1) != 0)
        {
            return false;
        }

        _registration.Unregister();
        return true;
    }

    private void GiveUp(CancellationToken cancellationToken)
    {
        driver.HandleGivenUp(this);
        Fail(new OperationCanceledException(cancellationToken));
    }
}

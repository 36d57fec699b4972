using System.Threading.Tasks.Sources;

namespace Parley.ReliableMessaging;

/// <summary>
/// One who waits in a <see cref="WaitingLine{T}"/>. Whoever takes him out of the line tells him, exactly once. Used again when he has seen what it was.
/// </summary>
internal class Waiter<T> : IValueTaskSource<T>
{
    private readonly WaitingLine<T> _line;
    private ManualResetValueTaskSourceCore<T> _core;
    private CancellationTokenRegistration _registration;

    internal Waiter(WaitingLine<T> line)
    {
        _line = line;
        Place = new LinkedListNode<Waiter<T>>(this);
    }

    /// <summary>The message that waits to be sent; null for one who waits to receive.</summary>
    public SessionPayload? Payload { get; set; }

    /// <summary>Where he waits.</summary>
    internal LinkedListNode<Waiter<T>> Place { get; }

    /// <summary>Waits. Without the lock, once.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public ValueTask<T> WaitAsync(CancellationToken cancellationToken) => new(this, BeginToWait(cancellationToken));

    /// <summary>Begins to wait.</summary>
    /// <returns>The token of the waiting.</returns>
    protected short BeginToWait(CancellationToken cancellationToken)
    {
        var version = _core.Version;
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static (state, token) => ((Waiter<T>)state!).GiveUp(token), this);
        }

        return version;
    }

    /// <summary>He goes on right here. Without the lock.</summary>
    public void GoOnHere(T result)
    {
        _core.RunContinuationsAsynchronously = false;
        _core.SetResult(result);
    }

    /// <summary>He goes on elsewhere.</summary>
    public void GoOnElsewhere(T result)
    {
        _core.RunContinuationsAsynchronously = true;
        _core.SetResult(result);
    }

    /// <summary>He hears, elsewhere, that he waits in vain.</summary>
    public void Fail(Exception exception)
    {
        _core.RunContinuationsAsynchronously = true;
        _core.SetException(exception);
    }

    internal void Begin() => _core.Reset();

    T IValueTaskSource<T>.GetResult(short token) => GetResult(token);

    /// <summary>What he waited for. He can wait for the next afterwards.</summary>
    protected T GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _registration.Dispose();
            _registration = default;
            Payload = null;
            _line.Recycle(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void GiveUp(CancellationToken cancellationToken)
    {
        if (_line.TryLeave(this))
        {
            Fail(new OperationCanceledException(cancellationToken));
        }
    }
}

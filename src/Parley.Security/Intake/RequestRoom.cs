namespace Parley.Security;

/// <summary>
/// How many messages are taken from a transport before the service takes them: some that are checked side by side, so that a check that waits
/// keeps no other message waiting, and some that are right and wait for the service. When there is no room, the transport keeps what comes.
/// Thread-safe; many threads at once may overdraw it by their number.
/// </summary>
internal sealed class RequestRoom
{
    /// <summary>So many messages are checked at the same time: as many as wait unread at HTTP.</summary>
    public const int MostChecked = 1000;

    /// <summary>So many messages wait for the service after their check.</summary>
    public const int MostWaiting = 64;

    private readonly int _mostChecked;
    private readonly int _mostWaiting;
    private int _checked;
    private int _waiting;
    private bool _isOpen;
    private TaskCompletionSource? _waiter;
    private TaskCompletionSource? _idle;

    /// <param name="mostChecked">So many are checked at the same time.</param>
    /// <param name="mostWaiting">So many wait for the service.</param>
    public RequestRoom(int mostChecked = MostChecked, int mostWaiting = MostWaiting)
    {
        _mostChecked = mostChecked;
        _mostWaiting = mostWaiting;
    }

    private bool HasRoom => Volatile.Read(ref _isOpen) || (Volatile.Read(ref _checked) < _mostChecked && Volatile.Read(ref _waiting) < _mostWaiting);

    /// <summary>A message is to be checked.</summary>
    /// <returns>False when there is no room for it.</returns>
    public bool TryEnter()
    {
        if (!HasRoom)
        {
            return false;
        }

        Enter();
        return true;
    }

    /// <summary>A message is being checked.</summary>
    public void Enter() => Interlocked.Increment(ref _checked);

    /// <summary>A message has been checked, and went its way.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _checked) == 0)
        {
            Volatile.Read(ref _idle)?.TrySetResult();
        }

        Signal();
    }

    /// <summary>A message waits for the service.</summary>
    public void Keep() => Interlocked.Increment(ref _waiting);

    /// <summary>The service has taken a message that waited.</summary>
    public void Release()
    {
        Interlocked.Decrement(ref _waiting);
        Signal();
    }

    /// <summary>Waits until there is room. For one caller at a time.</summary>
    public ValueTask WaitAsync()
    {
        if (HasRoom)
        {
            return default;
        }

        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _waiter, waiter);

        // Whoever made room meanwhile may not have seen the waiter.
        Signal();
        return new(waiter.Task);
    }

    /// <summary>Waits until nothing is checked any more.</summary>
    public Task WhenIdleAsync()
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _idle, idle);
        if (Volatile.Read(ref _checked) == 0)
        {
            idle.TrySetResult();
        }

        return idle.Task;
    }

    /// <summary>Keeps nobody waiting any more: the channel is at its end.</summary>
    public void Open()
    {
        Interlocked.Exchange(ref _isOpen, true);
        Signal();
    }

    private void Signal()
    {
        if (Volatile.Read(ref _waiter) is not null && HasRoom)
        {
            Interlocked.Exchange(ref _waiter, null)?.TrySetResult();
        }
    }
}

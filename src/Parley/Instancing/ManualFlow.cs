namespace Parley.Dispatcher;

/// <summary>Lets a number of messages through that the user raises by hand; the rest wait, first come, first served.</summary>
internal sealed class ManualFlow
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiters = new();
    private int _limit = int.MaxValue;

    /// <summary>How many more go through; 2147483647 for no limit.</summary>
    public int Limit
    {
        get
        {
            lock (_lock)
            {
                return _limit;
            }
        }

        set => Set(value, add: false);
    }

    /// <summary>Raises the limit.</summary>
    public int Increment(int by) => Set(by, add: true);

    /// <summary>Waits until a message may go through, and counts it.</summary>
    public ValueTask PassAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource waiter;
        lock (_lock)
        {
            if (_limit == int.MaxValue)
            {
                return default;
            }

            if (_limit > 0)
            {
                _limit--;
                return default;
            }

            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Enqueue(waiter);
        }

        return WaitAsync(waiter, cancellationToken);
    }

    private static async ValueTask WaitAsync(TaskCompletionSource waiter, CancellationToken cancellationToken)
    {
        // Who gives up must not be let in later, in the place of another.
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), waiter);
        await waiter.Task.ConfigureAwait(false);
    }

    private int Set(int value, bool add)
    {
        lock (_lock)
        {
            _limit = add ? (int)Math.Min((long)_limit + value, int.MaxValue) : value;
            while (_waiters.Count > 0 && _limit > 0)
            {
                if (_waiters.Dequeue().TrySetResult() && _limit != int.MaxValue)
                {
                    _limit--;
                }
            }

            return _limit;
        }
    }
}

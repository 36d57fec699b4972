namespace Parley.Dispatcher;

/// <summary>
/// Counts what goes on at once and lets those beyond the limit wait in line. It holds no thread: a waiter is an object
/// that is told when its turn has come.
/// </summary>
internal sealed class FlowThrottle(int capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<IThrottleWaiter> _waiters = [];
    private int _capacity = capacity;
    private int _count;

    /// <summary>How many may be in at once. 1 or more.</summary>
    public int Capacity
    {
        get => _capacity;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            lock (_lock)
            {
                _capacity = value;
            }

            // A wider door lets waiting ones in at once.
            while (TakeNext() is { } next)
            {
                next.Entered();
            }
        }
    }

    /// <summary>How many are in.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>How many wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiters.Count;
            }
        }
    }

    /// <summary>Enters if there is room.</summary>
    /// <returns>True when it is in now.</returns>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_count >= _capacity || _waiters.Count > 0)
            {
                return false;
            }

            _count++;
            return true;
        }
    }

    /// <summary>Enters, or gets in line.</summary>
    /// <param name="waiter">Who to tell when its turn has come.</param>
    /// <returns>True when it is in now; false when it waits.</returns>
    public bool TryEnter(IThrottleWaiter waiter)
    {
        lock (_lock)
        {
            if (_count < _capacity && _waiters.Count == 0)
            {
                _count++;
                return true;
            }

            _waiters.AddLast(waiter);
            return false;
        }
    }

    /// <summary>Leaves the line without having been let in.</summary>
    /// <param name="waiter">Who gave up.</param>
    /// <returns>False when it was let in already: it must leave.</returns>
    public bool GiveUp(IThrottleWaiter waiter)
    {
        lock (_lock)
        {
            return _waiters.Remove(waiter);
        }
    }

    /// <summary>Leaves, and lets the next one in.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _count--;
        }

        TakeNext()?.Entered();
    }

    private IThrottleWaiter? TakeNext()
    {
        lock (_lock)
        {
            if (_count >= _capacity || _waiters.First is not { } first)
            {
                return null;
            }

            _waiters.RemoveFirst();
            _count++;
            return first.Value;
        }
    }
}

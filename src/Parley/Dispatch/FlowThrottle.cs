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

    // Kept beside the list, so that nobody needs the lock while nobody waits. Whoever gets in line counts itself first and looks for room
    // then; whoever leaves makes room first and looks at the line then. So one of the two sees the other.
    private int _waiting;

    /// <summary>How many may be in at once. 1 or more.</summary>
    public int Capacity
    {
        get => Volatile.Read(ref _capacity);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            Interlocked.Exchange(ref _capacity, value);

            // A wider door lets waiting ones in at once.
            LetIn(all: true);
        }
    }

    /// <summary>How many are in.</summary>
    public int Count => Volatile.Read(ref _count);

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

    /// <summary>Enters if there is room and nobody waits.</summary>
    /// <returns>True when it is in now.</returns>
    public bool TryEnter() => Volatile.Read(ref _waiting) == 0 && TryTakePlace();

    /// <summary>Enters, or gets in line.</summary>
    /// <param name="waiter">Who to tell when its turn has come.</param>
    /// <returns>True when it is in now; false when it waits.</returns>
    public bool TryEnter(IThrottleWaiter waiter)
    {
        lock (_lock)
        {
            Interlocked.Increment(ref _waiting);
            if (_waiters.Count == 0 && TryTakePlace())
            {
                Interlocked.Decrement(ref _waiting);
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
            if (!_waiters.Remove(waiter))
            {
                return false;
            }

            Interlocked.Decrement(ref _waiting);
            return true;
        }
    }

    /// <summary>Leaves, and lets the next one in.</summary>
    public void Leave()
    {
        Interlocked.Decrement(ref _count);
        if (Volatile.Read(ref _waiting) > 0)
        {
            LetIn(all: false);
        }
    }

    private bool TryTakePlace()
    {
        var count = Volatile.Read(ref _count);
        while (count < Volatile.Read(ref _capacity))
        {
            var seen = Interlocked.CompareExchange(ref _count, count + 1, count);
            if (seen == count)
            {
                return true;
            }

            count = seen;
        }

        return false;
    }

    private void LetIn(bool all)
    {
        do
        {
            IThrottleWaiter next;
            lock (_lock)
            {
                if (_waiters.First is not { } first || !TryTakePlace())
                {
                    return;
                }

                _waiters.RemoveFirst();
                Interlocked.Decrement(ref _waiting);
                next = first.Value;
            }

            next.Entered();
        }
        while (all);
    }
}

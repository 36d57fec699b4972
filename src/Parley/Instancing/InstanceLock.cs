namespace Parley.Dispatcher;

/// <summary>
/// The line of calls before a service object that takes one at a time. Calls that come back from a call of their own go
/// before new ones; within each kind it is first come, first served. It holds no thread: a waiter is an object that is
/// told when its turn has come.
/// </summary>
internal sealed class InstanceLock
{
    private readonly Lock _lock = new();
    private readonly LinkedList<IInstanceLockWaiter> _returning = [];
    private readonly LinkedList<IInstanceLockWaiter> _arriving = [];
    private bool _taken;

    /// <summary>True while a call has the object.</summary>
    public bool IsTaken
    {
        get
        {
            lock (_lock)
            {
                return _taken;
            }
        }
    }

    /// <summary>Takes the object for a new call, or gets in line.</summary>
    /// <param name="waiter">Who to tell.</param>
    /// <returns>True when the object is taken now; false when the call waits.</returns>
    public bool Enter(IInstanceLockWaiter waiter) => Enter(waiter, _arriving);

    /// <summary>Takes the object again after a call of its own, or gets in the line that goes first.</summary>
    /// <param name="waiter">Who to tell.</param>
    /// <returns>True when the object is taken now; false when the call waits.</returns>
    public bool Return(IInstanceLockWaiter waiter) => Enter(waiter, _returning);

    /// <summary>Frees the object: at the end of a call, or before a call of its own.</summary>
    public void Leave()
    {
        IInstanceLockWaiter next;
        lock (_lock)
        {
            var line = _returning.Count > 0 ? _returning : _arriving;
            if (line.First is not { } first)
            {
                _taken = false;
                return;
            }

            line.RemoveFirst();
            next = first.Value;
        }

        next.LockEntered();
    }

    /// <summary>Leaves the line without the object.</summary>
    /// <param name="waiter">Who gave up.</param>
    /// <returns>False when it has the object already: it must leave.</returns>
    public bool GiveUp(IInstanceLockWaiter waiter)
    {
        lock (_lock)
        {
            return _arriving.Remove(waiter) || _returning.Remove(waiter);
        }
    }

    private bool Enter(IInstanceLockWaiter waiter, LinkedList<IInstanceLockWaiter> line)
    {
        lock (_lock)
        {
            if (!_taken)
            {
                _taken = true;
                return true;
            }

            line.AddLast(waiter);
            return false;
        }
    }
}

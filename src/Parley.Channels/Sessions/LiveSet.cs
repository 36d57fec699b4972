namespace Parley.Channels;

/// <summary>What is alive now, such as a listener's open channels. Any thread may use it.</summary>
/// <typeparam name="T">What is kept.</typeparam>
internal sealed class LiveSet<T>
    where T : class
{
    private readonly Lock _lock = new();
    private readonly HashSet<T> _items = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _items.Count;
            }
        }
    }

    public void Add(T item)
    {
        lock (_lock)
        {
            _items.Add(item);
        }
    }

    public void Remove(T item)
    {
        lock (_lock)
        {
            _items.Remove(item);
        }
    }

    /// <summary>Those that are alive at this moment.</summary>
    public T[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _items];
        }
    }
}

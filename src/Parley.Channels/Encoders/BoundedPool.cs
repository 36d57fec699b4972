using System.Collections.Concurrent;

namespace Parley.Channels;

/// <summary>Keeps up to a number of objects for reuse. Safe for use by many threads.</summary>
/// <param name="maxSize">So many are kept.</param>
/// <param name="drop">Told of each that is not; null where that needs nothing.</param>
internal sealed class BoundedPool<T>(int maxSize, Action<T>? drop = null)
    where T : class
{
    private readonly ConcurrentQueue<T> _more = new();
    private T? _first;
    private int _moreCount;

    public T? Take()
    {
        var item = _first;
        if (item is not null && Interlocked.CompareExchange(ref _first, null, item) == item)
        {
            return item;
        }

        if (_more.TryDequeue(out item))
        {
            Interlocked.Decrement(ref _moreCount);
            return item;
        }

        return null;
    }

    public void Return(T item)
    {
        if (maxSize > 0)
        {
            if (_first is null && Interlocked.CompareExchange(ref _first, item, null) is null)
            {
                return;
            }

            if (Interlocked.Increment(ref _moreCount) < maxSize)
            {
                _more.Enqueue(item);
                return;
            }

            Interlocked.Decrement(ref _moreCount);
        }

        drop?.Invoke(item);
    }
}

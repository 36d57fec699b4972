using System.Diagnostics.CodeAnalysis;

namespace Parley.ReliableMessaging;

/// <summary>Those who wait for something of one kind, who came first in front. Under one lock, where nothing else is said.</summary>
/// <typeparam name="T">What they wait for.</typeparam>
/// <param name="gate">The lock.</param>
/// <param name="create">Makes one who can wait; null for one who can do no more than that.</param>
internal sealed class WaitingLine<T>(Lock gate, Func<WaitingLine<T>, Waiter<T>>? create = null)
{
    private readonly LinkedList<Waiter<T>> _line = [];
    private Waiter<T>? _spare;

    /// <summary>True when nobody waits.</summary>
    public bool IsEmpty => _line.Count == 0;

    /// <summary>Who waits longest; null when nobody waits.</summary>
    public Waiter<T>? First => _line.First?.Value;

    /// <summary>One more waits: <see cref="Waiter{T}.WaitAsync"/> follows, without the lock.</summary>
    public Waiter<T> Enter()
    {
        var waiter = Interlocked.Exchange(ref _spare, null) ?? create?.Invoke(this) ?? new Waiter<T>(this);
        waiter.Begin();
        _line.AddLast(waiter.Place);
        return waiter;
    }

    /// <summary>Takes who waits longest out of the line; he is to be told something then.</summary>
    public bool TryTakeFirst([NotNullWhen(true)] out Waiter<T>? first)
    {
        first = First;
        if (first is null)
        {
            return false;
        }

        _line.RemoveFirst();
        return true;
    }

    /// <summary>Takes one out of the line who gives up. Without the lock.</summary>
    /// <returns>False when he is not in it any more.</returns>
    internal bool TryLeave(Waiter<T> waiter)
    {
        lock (gate)
        {
            if (waiter.Place.List is null)
            {
                return false;
            }

            _line.Remove(waiter.Place);
            return true;
        }
    }

    /// <summary>One has what he waited for, and can wait for the next. Without the lock.</summary>
    internal void Recycle(Waiter<T> waiter) => Volatile.Write(ref _spare, waiter);
}

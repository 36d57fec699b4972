using System.Threading.Channels;

namespace Parley.Channels.Framing;

/// <summary>What waits to be accepted. When it is full, those who would add wait.</summary>
/// <typeparam name="T">What waits; it is told when nobody will ever take it.</typeparam>
internal sealed class PendingQueue<T>
    where T : class, IPendingItem
{
    private readonly Channel<T> _items;
    private int _waiting;

    public PendingQueue(int capacity) =>
        _items = System.Threading.Channels.Channel.CreateBounded<T>(
            new BoundedChannelOptions(capacity) { SingleReader = false, SingleWriter = false, AllowSynchronousContinuations = false });

    /// <summary>How many wait in the queue to be taken.</summary>
    public int Count => _items.Reader.Count;

    /// <summary>How many wait for room in the queue.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Adds an item as soon as there is room.</summary>
    /// <returns>False when the queue is closed.</returns>
    /// <exception cref="OperationCanceledException">There was no room in time.</exception>
    public async ValueTask<bool> AddAsync(T item, CancellationToken cancellationToken)
    {
        if (_items.Writer.TryWrite(item))
        {
            return true;
        }

        Interlocked.Increment(ref _waiting);
        try
        {
            await _items.Writer.WriteAsync(item, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Takes the next item.</summary>
    /// <returns>The item; null when the queue is closed.</returns>
    public async ValueTask<T?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_items.Reader.TryRead(out var item))
            {
                return item;
            }

            if (!await _items.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    /// <summary>Closes the queue. What still waits is told.</summary>
    public void Close()
    {
        _items.Writer.TryComplete();
        while (_items.Reader.TryRead(out var item))
        {
            item.Reject();
        }
    }
}

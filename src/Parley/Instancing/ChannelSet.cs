using System.Collections;
using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>
/// The channels of an instance context. A channel that closes drops out; with a holder, each open channel keeps the
/// instance context alive.
/// </summary>
internal sealed class ChannelSet(InstanceContext? holder) : ICollection<IChannel>
{
    private readonly List<IChannel> _channels = new(1);

    public int Count
    {
        get
        {
            lock (_channels)
            {
                return _channels.Count;
            }
        }
    }

    public bool IsReadOnly => false;

    public void Add(IChannel item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (holder is not null && !holder.TryAddUser())
        {
            throw new ObjectDisposedException(nameof(InstanceContext), "The instance context is closed: it takes no more channels.");
        }

        lock (_channels)
        {
            _channels.Add(item);
        }

        item.Closed += OnChannelClosed;
        if (item.State == CommunicationState.Closed)
        {
            Remove(item);
        }
    }

    public bool Remove(IChannel item)
    {
        ArgumentNullException.ThrowIfNull(item);
        lock (_channels)
        {
            if (!_channels.Remove(item))
            {
                return false;
            }
        }

        item.Closed -= OnChannelClosed;
        if (holder is not null)
        {
            _ = holder.RemoveUserAsync().AsTask();
        }

        return true;
    }

    public void Clear()
    {
        foreach (var channel in Snapshot())
        {
            Remove(channel);
        }
    }

    public bool Contains(IChannel item)
    {
        lock (_channels)
        {
            return _channels.Contains(item);
        }
    }

    public void CopyTo(IChannel[] array, int arrayIndex) => Snapshot().CopyTo(array, arrayIndex);

    public IEnumerator<IChannel> GetEnumerator() => ((IEnumerable<IChannel>)Snapshot()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void OnChannelClosed(object? sender, EventArgs e) => Remove((IChannel)sender!);

    private IChannel[] Snapshot()
    {
        lock (_channels)
        {
            return [.. _channels];
        }
    }
}

using System.Collections.ObjectModel;

namespace Parley.Dispatcher;

/// <summary>The dispatchers of a host. WCF documentation: ChannelDispatcherCollection.</summary>
public class ChannelDispatcherCollection : Collection<ChannelDispatcherBase>
{
    private readonly ServiceHostBase _host;

    internal ChannelDispatcherCollection(ServiceHostBase host) => _host = host;

    /// <inheritdoc/>
    protected override void InsertItem(int index, ChannelDispatcherBase item)
    {
        ArgumentNullException.ThrowIfNull(item);
        item.Attach(_host);
        base.InsertItem(index, item);
    }

    /// <inheritdoc/>
    protected override void SetItem(int index, ChannelDispatcherBase item)
    {
        ArgumentNullException.ThrowIfNull(item);
        this[index].Detach(_host);
        item.Attach(_host);
        base.SetItem(index, item);
    }

    /// <inheritdoc/>
    protected override void RemoveItem(int index)
    {
        this[index].Detach(_host);
        base.RemoveItem(index);
    }

    /// <inheritdoc/>
    protected override void ClearItems()
    {
        foreach (var dispatcher in this)
        {
            dispatcher.Detach(_host);
        }

        base.ClearItems();
    }
}

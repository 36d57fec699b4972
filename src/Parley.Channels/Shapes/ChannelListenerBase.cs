namespace Parley.Channels;

/// <summary>The base of channel listeners. WCF documentation: ChannelListenerBase.</summary>
public abstract class ChannelListenerBase : ChannelManagerBase, IChannelListener
{
    /// <summary>Creates the listener with the default timeouts.</summary>
    protected ChannelListenerBase()
        : base(null)
    {
    }

    /// <summary>Creates the listener.</summary>
    /// <param name="timeouts">The binding, or whatever else knows the timeouts; null for the defaults.</param>
    protected ChannelListenerBase(IDefaultCommunicationTimeouts? timeouts)
        : base(timeouts)
    {
    }

    /// <inheritdoc/>
    public abstract Uri Uri { get; }

    /// <inheritdoc/>
    public virtual T? GetProperty<T>()
        where T : class => this as T;
}

namespace Parley.Channels;

/// <summary>The base of channels: the timeouts come from the factory or listener that made it. WCF documentation: ChannelBase.</summary>
public abstract class ChannelBase : CommunicationObject, IChannel, IDefaultCommunicationTimeouts
{
    private readonly ChannelManagerBase _manager;

    /// <summary>Creates the channel.</summary>
    /// <param name="channelManager">The factory or listener that makes it.</param>
    protected ChannelBase(ChannelManagerBase channelManager)
    {
        ArgumentNullException.ThrowIfNull(channelManager);
        _manager = channelManager;
    }

    TimeSpan IDefaultCommunicationTimeouts.OpenTimeout => DefaultOpenTimeout;

    TimeSpan IDefaultCommunicationTimeouts.CloseTimeout => DefaultCloseTimeout;

    TimeSpan IDefaultCommunicationTimeouts.SendTimeout => DefaultSendTimeout;

    TimeSpan IDefaultCommunicationTimeouts.ReceiveTimeout => DefaultReceiveTimeout;

    /// <summary>The factory or listener that made the channel.</summary>
    protected ChannelManagerBase Manager => _manager;

    /// <summary>How long a send may take.</summary>
    protected TimeSpan DefaultSendTimeout => _manager.DefaultSendTimeout;

    /// <summary>How long the channel may be idle.</summary>
    protected TimeSpan DefaultReceiveTimeout => _manager.DefaultReceiveTimeout;

    /// <inheritdoc/>
    protected override TimeSpan DefaultOpenTimeout => ((IDefaultCommunicationTimeouts)_manager).OpenTimeout;

    /// <inheritdoc/>
    protected override TimeSpan DefaultCloseTimeout => ((IDefaultCommunicationTimeouts)_manager).CloseTimeout;

    /// <inheritdoc/>
    public virtual T? GetProperty<T>()
        where T : class => this as T ?? (_manager as IChannelFactory)?.GetProperty<T>() ?? (_manager as IChannelListener)?.GetProperty<T>();
}

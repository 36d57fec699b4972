namespace Parley.Channels;

/// <summary>The base of channel factories. WCF documentation: ChannelFactoryBase.</summary>
/// <param name="timeouts">The binding, or whatever else knows the timeouts; null for the defaults.</param>
public abstract class ChannelFactoryBase(IDefaultCommunicationTimeouts? timeouts) : ChannelManagerBase(timeouts), IChannelFactory
{
    /// <inheritdoc/>
    public virtual T? GetProperty<T>()
        where T : class => this as T;
}

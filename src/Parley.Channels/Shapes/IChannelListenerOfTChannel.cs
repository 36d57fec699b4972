namespace Parley.Channels;

/// <summary>Accepts a service's channels of one shape. WCF documentation: IChannelListener&lt;TChannel&gt;.</summary>
/// <typeparam name="TChannel">The shape.</typeparam>
public interface IChannelListener<TChannel> : IChannelListener
    where TChannel : class, IChannel
{
    /// <summary>Waits for the next channel: the one and only channel of a datagram listener, or the next session.</summary>
    /// <param name="cancellationToken">Gives up waiting; no channel is lost by it.</param>
    /// <returns>The channel, not open yet; null when the listener is closed.</returns>
    ValueTask<TChannel?> AcceptChannelAsync(CancellationToken cancellationToken = default);
}

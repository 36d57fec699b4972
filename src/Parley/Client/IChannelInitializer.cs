namespace Parley.Dispatcher;

/// <summary>Is told of each new channel before its first message. WCF documentation: IChannelInitializer.</summary>
public interface IChannelInitializer
{
    /// <summary>Called once for a channel; the place to add extensions or to subscribe to its events.</summary>
    /// <param name="channel">The channel.</param>
    void Initialize(IClientChannel channel);
}

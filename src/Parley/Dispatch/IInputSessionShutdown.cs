namespace Parley.Dispatcher;

/// <summary>Is told when a session brings no more messages. WCF documentation: IInputSessionShutdown.</summary>
public interface IInputSessionShutdown
{
    /// <summary>The session's channel has failed.</summary>
    /// <param name="channel">The channel.</param>
    void ChannelFaulted(IDuplexContextChannel channel);

    /// <summary>The peer has ended its half of the session.</summary>
    /// <param name="channel">The channel; still good for sending.</param>
    void DoneReceiving(IDuplexContextChannel channel);
}

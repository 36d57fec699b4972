namespace Parley.Channels;

/// <summary>Makes a client's channels of one shape. WCF documentation: IChannelFactory&lt;TChannel&gt;.</summary>
/// <typeparam name="TChannel">The shape.</typeparam>
public interface IChannelFactory<TChannel> : IChannelFactory
{
    /// <summary>Makes a channel; it is not open yet.</summary>
    /// <param name="to">The endpoint; its address is also the transport address.</param>
    TChannel CreateChannel(EndpointAddress to);

    /// <summary>Makes a channel that reaches the endpoint by another address.</summary>
    /// <param name="to">The endpoint.</param>
    /// <param name="via">The transport address: the first hop.</param>
    TChannel CreateChannel(EndpointAddress to, Uri via);
}

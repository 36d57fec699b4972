namespace Parley.Channels;

/// <summary>
/// Makes the service half of transports. A transport binding element finds it among the binding parameters;
/// <c>ServiceHost</c> puts it there, and <c>KestrelTransports.Default</c> (Parley.AspNetCore) is the one that comes with Parley.
/// </summary>
public interface ITransportListenerFactory
{
    /// <summary>Whether it can make a listener of the shape for the transport.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="element">The transport.</param>
    /// <param name="context">Where the transport stands in its binding.</param>
    bool CanBuildChannelListener<TChannel>(TransportBindingElement element, BindingContext context)
        where TChannel : class, IChannel;

    /// <summary>Makes a listener of the shape for the transport.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="element">The transport.</param>
    /// <param name="context">Where the transport stands in its binding.</param>
    /// <exception cref="ArgumentException">The transport does not have the shape.</exception>
    /// <exception cref="NotSupportedException">The transport is unknown to this factory.</exception>
    IChannelListener<TChannel> BuildChannelListener<TChannel>(TransportBindingElement element, BindingContext context)
        where TChannel : class, IChannel;
}

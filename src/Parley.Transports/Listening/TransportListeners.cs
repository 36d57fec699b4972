namespace Parley.Channels;

/// <summary>How the transports of Parley reach the service half that their host provides.</summary>
internal static class TransportListeners
{
    /// <summary>Makes the listener with the factory of the host.</summary>
    /// <exception cref="InvalidOperationException">There is no such factory.</exception>
    public static IChannelListener<TChannel> Build<TChannel>(TransportBindingElement element, BindingContext context)
        where TChannel : class, IChannel
    {
        ArgumentNullException.ThrowIfNull(context);
        var factory = context.BindingParameters.Find<ITransportListenerFactory>() ?? throw new InvalidOperationException(
            $"The service half of {element.GetType().Name} is not in this project. Reference Parley.AspNetCore and add KestrelTransports.Default to the binding parameters; ServiceHost does that by itself.");
        return factory.BuildChannelListener<TChannel>(element, context);
    }
}

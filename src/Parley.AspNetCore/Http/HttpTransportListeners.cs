using Microsoft.Extensions.Logging;

namespace Parley.Channels;

/// <summary>Makes the service half of the http and https transports.</summary>
internal sealed class HttpTransportListeners(ILoggerFactory loggerFactory) : ITransportListenerFactory
{
    public bool CanBuildChannelListener<TChannel>(TransportBindingElement element, BindingContext context)
        where TChannel : class, IChannel => element is HttpTransportBindingElement && typeof(TChannel) == typeof(IReplyChannel);

    public IChannelListener<TChannel> BuildChannelListener<TChannel>(TransportBindingElement element, BindingContext context)
        where TChannel : class, IChannel =>
        (IChannelListener<TChannel>)(object)new HttpReplyChannelListener((HttpTransportBindingElement)element, context, loggerFactory);
}

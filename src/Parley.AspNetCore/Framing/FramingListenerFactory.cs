using Microsoft.Extensions.Logging;

namespace Parley.Channels.Framing;

/// <summary>The service halves of net.tcp, net.uds and net.pipe.</summary>
internal sealed class FramingListenerFactory(ILoggerFactory loggerFactory) : ITransportListenerFactory
{
    public bool CanBuildChannelListener<TChannel>(TransportBindingElement element, BindingContext context)
        where TChannel : class, IChannel =>
        element is ConnectionOrientedTransportBindingElement framed && framed.CanBuildChannelListener<TChannel>(context);

    public IChannelListener<TChannel> BuildChannelListener<TChannel>(TransportBindingElement element, BindingContext context)
        where TChannel : class, IChannel
    {
        var framed = (ConnectionOrientedTransportBindingElement)element;
        var settings = new FramingSettings(framed, context);
        return typeof(TChannel) == typeof(IDuplexSessionChannel)
            ? (IChannelListener<TChannel>)(object)new FramingDuplexSessionListener(framed, context, settings, loggerFactory)
            : (IChannelListener<TChannel>)(object)new FramingReplyListener(framed, context, settings, loggerFactory);
    }
}

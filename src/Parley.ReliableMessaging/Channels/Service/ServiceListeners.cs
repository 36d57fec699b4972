using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Makes the listeners of reliable sessions.</summary>
internal static class ServiceListeners
{
    /// <summary>Makes the listener of a shape over channels of another.</summary>
    /// <param name="element">The settings.</param>
    /// <param name="context">What is below.</param>
    /// <param name="inner">The shape below.</param>
    public static IChannelListener<TChannel> Create<TChannel>(ReliableSessionBindingElement element, BindingContext context, InnerShape inner)
        where TChannel : class, IChannel
    {
        var overExchanges = inner is InnerShape.Reply or InnerShape.ReplySession;
        var settings = new ListenerSettings(element, context, ReliableShapes.PatternOf(typeof(TChannel)), overExchanges);
        return inner switch
        {
            InnerShape.Reply => OverExchanges<TChannel, IReplyChannel>(settings, context),
            InnerShape.ReplySession => OverExchanges<TChannel, IReplySessionChannel>(settings, context),
            InnerShape.DuplexSession => new ConnectionChannelListener<TChannel>(
                settings,
                context,
                (request, identifier) => new ConnectionServiceSession(request, settings, identifier),
                CreateChannel<TChannel>),
            InnerShape.Duplex => OverDatagrams<TChannel, IDuplexChannel>(settings, context),
            InnerShape.DatagramSession => OverDatagrams<TChannel, IDuplexSessionChannel>(settings, context),
            _ => throw new InvalidOperationException($"There are no sessions over {inner}."),
        };
    }

    private static ExchangeChannelListener<TChannel, TInner> OverExchanges<TChannel, TInner>(ListenerSettings settings, BindingContext context)
        where TChannel : class, IChannel
        where TInner : class, IReplyChannel =>
        new(
            settings,
            context,
            settings.Pattern == SessionPattern.RequestReply
                ? (request, identifier) => new ReplyServiceSession(request, settings, identifier)
                : (request, identifier) => new ExchangeServiceSession(request, settings, identifier),
            CreateChannel<TChannel>);

    private static DatagramChannelListener<TChannel, TInner> OverDatagrams<TChannel, TInner>(ListenerSettings settings, BindingContext context)
        where TChannel : class, IChannel
        where TInner : class, IDuplexChannel =>
        new(settings, context, (request, identifier) => new DatagramServiceSession(request, settings, identifier), CreateChannel<TChannel>);

    private static TChannel CreateChannel<TChannel>(ChannelManagerBase listener, ServiceSession session)
        where TChannel : class, IChannel
    {
        ChannelBase channel = session switch
        {
            ReplyServiceSession reply => new ServiceReplySessionChannel(listener, reply),
            _ when typeof(TChannel) == typeof(IDuplexSessionChannel) => new ServiceDuplexSessionChannel(listener, session),
            _ => new ServiceInputSessionChannel(listener, session),
        };
        return (TChannel)(object)channel;
    }
}

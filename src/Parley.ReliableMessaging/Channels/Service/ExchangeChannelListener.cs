using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Sessions over a transport of requests and responses. The answer to one client is not waited for by the others.</summary>
/// <typeparam name="TChannel">The shape of the sessions' channels.</typeparam>
/// <typeparam name="TInner">The shape of the channels below.</typeparam>
internal sealed class ExchangeChannelListener<TChannel, TInner> : ReliableChannelListener<TChannel, TInner>
    where TChannel : class, IChannel
    where TInner : class, IReplyChannel
{
    public ExchangeChannelListener(
        ListenerSettings settings,
        BindingContext context,
        Func<SessionRequest, string, ServiceSession> createSession,
        Func<ChannelManagerBase, ServiceSession, TChannel> createChannel)
        : base(settings, context, createSession, createChannel)
    {
    }

    protected override bool ClosesChannelsFirst => false;

    protected override async Task ServeAsync(TInner channel)
    {
        await channel.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        await RequestPump.ReadAsync(
            channel,
            request => Intake.ReceiveAsync(request.RequestMessage, new ServiceExchange(channel, request, Settings.Watch.Log))).ConfigureAwait(false);
        await channel.CloseAsync(CancellationToken.None).ConfigureAwait(false);
    }
}

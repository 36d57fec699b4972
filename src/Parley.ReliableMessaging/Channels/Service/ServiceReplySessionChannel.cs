using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A session of requests and replies at the service.</summary>
internal sealed class ServiceReplySessionChannel(ChannelManagerBase listener, ReplyServiceSession session)
    : ServiceSessionChannel(listener, session), IReplySessionChannel
{
    public IInputSession Session { get; } = new ServiceInputSession(session);

    EndpointAddress? IReplyChannel.LocalAddress => LocalAddress;

    public ValueTask<RequestContext?> ReceiveRequestAsync(CancellationToken cancellationToken = default) =>
        MayReceive() ? session.TakeRequestAsync(cancellationToken) : default;
}

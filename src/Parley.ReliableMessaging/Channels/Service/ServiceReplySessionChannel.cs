using System.Runtime.CompilerServices;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A session of requests and replies at the service.</summary>
internal sealed class ServiceReplySessionChannel(ChannelManagerBase listener, ReplyServiceSession session)
    : ServiceSessionChannel(listener, session), IReplySessionChannel
{
    public IInputSession Session { get; } = new ServiceInputSession(session);

    EndpointAddress? IReplyChannel.LocalAddress => LocalAddress;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RequestContext?> ReceiveRequestAsync(CancellationToken cancellationToken = default) =>
        await TakeAsync(cancellationToken).ConfigureAwait(false) is { } delivery
            ? new ReliableRequestContext(session, delivery.Number, delivery.Payload!)
            : null;
}

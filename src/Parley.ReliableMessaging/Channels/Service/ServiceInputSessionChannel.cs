using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A session of one-way messages at the service.</summary>
internal sealed class ServiceInputSessionChannel(ChannelManagerBase listener, ServiceSession session)
    : ServiceSessionChannel(listener, session), IInputSessionChannel
{
    public IInputSession Session { get; } = new ServiceInputSession(session);

    EndpointAddress? IInputChannel.LocalAddress => LocalAddress;

    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default) => ReceiveMessageAsync(cancellationToken);
}

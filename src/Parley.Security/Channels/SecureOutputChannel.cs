using Parley.Channels;

namespace Parley.Security;

/// <summary>Messages that are protected, and have no replies.</summary>
internal class SecureOutputChannel(ChannelManagerBase manager, IOutputChannel inner, ClientChannels channels)
    : SecureClientChannel(manager, inner, inner.RemoteAddress, channels), IOutputChannel
{
    public EndpointAddress RemoteAddress => inner.RemoteAddress;

    public Uri Via => inner.Via;

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default) => inner.SendAsync(ProtectOneWay(message), cancellationToken);
}

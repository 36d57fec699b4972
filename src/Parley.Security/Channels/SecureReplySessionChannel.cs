using Parley.Channels;

namespace Parley.Security;

/// <summary>Verified requests over a session of the transport.</summary>
internal sealed class SecureReplySessionChannel(ChannelManagerBase manager, IReplySessionChannel inner, ServiceChannels channels, Uri uri)
    : SecureReplyChannel(manager, inner, channels, uri), IReplySessionChannel
{
    public IInputSession Session => inner.Session;
}

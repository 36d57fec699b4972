using Parley.Channels;

namespace Parley.Security;

/// <summary>Verified messages over a session of the transport.</summary>
internal sealed class SecureInputSessionChannel(ChannelManagerBase manager, IInputSessionChannel inner, ServiceChannels channels, Uri uri)
    : SecureInputChannel(manager, inner, channels, uri), IInputSessionChannel
{
    public IInputSession Session => inner.Session;
}

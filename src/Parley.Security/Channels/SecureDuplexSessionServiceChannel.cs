using Parley.Channels;

namespace Parley.Security;

/// <summary>Protected messages in both directions over a session of the transport, at the service.</summary>
internal sealed class SecureDuplexSessionServiceChannel(ChannelManagerBase manager, IDuplexSessionChannel inner, ServiceChannels channels, Uri uri)
    : SecureDuplexServiceChannel(manager, inner, channels, uri), IDuplexSessionChannel
{
    public IDuplexSession Session => inner.Session;

    private protected override bool HasOneClient => true;
}

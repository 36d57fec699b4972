using Parley.Channels;

namespace Parley.Security;

/// <summary>Protected messages in both directions over a session of the transport, at the client.</summary>
internal sealed class SecureDuplexSessionClientChannel(ChannelManagerBase manager, IDuplexSessionChannel inner, ClientChannels channels)
    : SecureDuplexClientChannel(manager, inner, channels), IDuplexSessionChannel
{
    public IDuplexSession Session => inner.Session;

    private protected override bool EndsByWrongMessages => true;
}

using Parley.Channels;

namespace Parley.Security;

/// <summary>Protected messages over a session of the transport.</summary>
internal sealed class SecureOutputSessionChannel(ChannelManagerBase manager, IOutputSessionChannel inner, ClientChannels channels)
    : SecureOutputChannel(manager, inner, channels), IOutputSessionChannel
{
    public IOutputSession Session => inner.Session;
}

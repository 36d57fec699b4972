using Parley.Channels;

namespace Parley.Security;

/// <summary>Protected requests over a session of the transport.</summary>
internal sealed class SecureRequestSessionChannel(ChannelManagerBase manager, IRequestSessionChannel inner, ClientChannels channels)
    : SecureRequestChannel(manager, inner, channels), IRequestSessionChannel
{
    public IOutputSession Session => inner.Session;
}

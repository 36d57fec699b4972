using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A client's reliable one-way session over connections.</summary>
internal sealed class ConnectedOutputSessionChannel(ChannelManagerBase factory, ConnectionClient client, EndpointAddress remoteAddress, Uri via)
    : ConnectedSessionChannel(factory, client, remoteAddress, via, isDuplex: false), IOutputSessionChannel, IOutputSession
{
    public IOutputSession Session => this;
}

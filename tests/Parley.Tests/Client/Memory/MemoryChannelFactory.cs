using Parley.Channels;

namespace Parley.Tests.Client.Memory;

internal sealed class MemoryChannelFactory<TChannel>(IDefaultCommunicationTimeouts timeouts, MemoryPeer peer)
    : ChannelFactoryBase<TChannel>(timeouts)
{
    protected override TChannel OnCreateChannel(EndpointAddress address, Uri via)
    {
        var shape = typeof(TChannel);
        object channel =
            shape == typeof(IDuplexSessionChannel) ? new MemoryDuplexSessionChannel(this, peer, address, via)
            : shape == typeof(IDuplexChannel) ? new MemoryDuplexChannel(this, peer, address, via)
            : shape == typeof(IRequestSessionChannel) ? new MemoryRequestSessionChannel(this, peer, address, via)
            : shape == typeof(IRequestChannel) ? new MemoryRequestChannel(this, peer, address, via)
            : shape == typeof(IOutputSessionChannel) ? new MemoryOutputSessionChannel(this, peer, address, via)
            : new MemoryOutputChannel(this, peer, address, via);
        return (TChannel)channel;
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;
}

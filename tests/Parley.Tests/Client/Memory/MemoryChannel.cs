using Parley.Channels;

namespace Parley.Tests.Client.Memory;

/// <summary>What memory channels of all shapes share.</summary>
internal abstract class MemoryChannel(ChannelManagerBase manager, MemoryPeer peer, EndpointAddress address, Uri via) : ChannelBase(manager)
{
    public EndpointAddress RemoteAddress => address;

    public Uri Via => via;

    protected MemoryPeer Peer => peer;

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => peer.OpenAsync(cancellationToken);

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        peer.Closes++;
        return default;
    }

    protected override void OnAbort() => peer.Aborts++;
}

internal class MemoryRequestChannel(ChannelManagerBase manager, MemoryPeer peer, EndpointAddress address, Uri via)
    : MemoryChannel(manager, peer, address, via), IRequestChannel
{
    public async ValueTask<Message?> RequestAsync(Message message, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposedOrNotOpen();
        return await Peer.Answer(Peer.Transfer(message)).AsTask().WaitAsync(cancellationToken);
    }
}

internal sealed class MemoryRequestSessionChannel(ChannelManagerBase manager, MemoryPeer peer, EndpointAddress address, Uri via)
    : MemoryRequestChannel(manager, peer, address, via), IRequestSessionChannel
{
    public IOutputSession Session { get; } = new MemorySessionName();
}

internal class MemoryOutputChannel(ChannelManagerBase manager, MemoryPeer peer, EndpointAddress address, Uri via)
    : MemoryChannel(manager, peer, address, via), IOutputChannel
{
    public async ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposedOrNotOpen();
        await Peer.Answer(Peer.Transfer(message)).AsTask().WaitAsync(cancellationToken);
    }
}

internal sealed class MemoryOutputSessionChannel(ChannelManagerBase manager, MemoryPeer peer, EndpointAddress address, Uri via)
    : MemoryOutputChannel(manager, peer, address, via), IOutputSessionChannel
{
    public IOutputSession Session { get; } = new MemorySessionName();
}

internal class MemoryDuplexChannel(ChannelManagerBase manager, MemoryPeer peer, EndpointAddress address, Uri via)
    : MemoryChannel(manager, peer, address, via), IDuplexChannel
{
    protected MemorySession Ends { get; } = new(peer);

    public EndpointAddress? LocalAddress { get; } = new(EndpointAddress.AnonymousUri);

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposedOrNotOpen();
        cancellationToken.ThrowIfCancellationRequested();
        Ends.Take(message);
        return default;
    }

    public async ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await Ends.ToClientAsync(cancellationToken);
        }
        catch (CommunicationException exception)
        {
            Fault(exception);
            throw;
        }
    }

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await base.OnOpenAsync(cancellationToken);
        Ends.BreakChannel = Fault;
        Peer.Add(Ends);
        Ends.StartAnswering();
    }

    protected override void OnAbort()
    {
        Ends.Fail(new CommunicationObjectAbortedException("aborted"));
        Ends.EndByClient();
        base.OnAbort();
    }
}

internal sealed class MemoryDuplexSessionChannel(ChannelManagerBase manager, MemoryPeer peer, EndpointAddress address, Uri via)
    : MemoryDuplexChannel(manager, peer, address, via), IDuplexSessionChannel, IDuplexSession
{
    public IDuplexSession Session => this;

    public string Id { get; } = "urn:uuid:" + Guid.NewGuid();

    public ValueTask CloseOutputSessionAsync(CancellationToken cancellationToken = default)
    {
        Ends.EndByClient();
        return default;
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        Ends.EndByClient();
        while (await Ends.ToClientAsync(cancellationToken) is { } late)
        {
            late.Close();
        }

        await base.OnCloseAsync(cancellationToken);
    }
}

internal sealed class MemorySessionName : IOutputSession
{
    public string Id { get; } = "urn:uuid:" + Guid.NewGuid();
}

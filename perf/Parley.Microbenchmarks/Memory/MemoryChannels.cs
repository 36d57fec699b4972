using Parley.Channels;

namespace Parley.Microbenchmarks.Memory;

/// <summary>What the channels of the benchmarks have in common: there is nothing to connect.</summary>
internal abstract class MemoryChannel(ChannelManagerBase manager) : ChannelBase(manager)
{
    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => default;

    protected override void OnAbort()
    {
    }
}

/// <summary>Sends requests to a peer that answers at once.</summary>
internal sealed class MemoryRequestChannel(ChannelManagerBase manager, Peer peer, EndpointAddress address, Uri via)
    : MemoryChannel(manager), IRequestChannel
{
    public EndpointAddress RemoteAddress { get; } = address;

    public Uri Via { get; } = via;

    public ValueTask<Message?> RequestAsync(Message message, CancellationToken cancellationToken = default) => new(peer.Answer(message));
}

/// <summary>Receives the requests that a benchmark puts in.</summary>
internal sealed class MemoryReplyChannel(ChannelManagerBase manager, Peer peer, Uri uri) : MemoryChannel(manager), IReplyChannel
{
    public EndpointAddress LocalAddress { get; } = new(uri);

    EndpointAddress? IReplyChannel.LocalAddress => LocalAddress;

    public ValueTask<RequestContext?> ReceiveRequestAsync(CancellationToken cancellationToken = default) => peer.Requests.TakeAsync();
}

/// <summary>A session: receives what a benchmark puts in, and gives it what is sent.</summary>
internal sealed class MemoryDuplexChannel(ChannelManagerBase manager, Peer peer, EndpointAddress address, Uri via)
    : MemoryChannel(manager), IDuplexSessionChannel, IDuplexSession
{
    public string Id { get; } = "urn:uuid:" + Guid.NewGuid();

    public IDuplexSession Session => this;

    public EndpointAddress RemoteAddress { get; } = address;

    public Uri Via { get; } = via;

    public EndpointAddress? LocalAddress { get; } = new(EndpointAddress.AnonymousUri);

    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default) => peer.Messages.TakeAsync();

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        peer.Sent(message);
        return default;
    }

    public ValueTask CloseOutputSessionAsync(CancellationToken cancellationToken = default) => default;
}

namespace Parley.Channels;

/// <summary>One half of a channel that sends and receives datagrams.</summary>
internal sealed class DuplexHalfChannel(ChannelManagerBase manager, IDuplexChannel inner)
    : OneWayChannel<IDuplexChannel>(manager, inner), IOutputChannel, IInputChannel
{
    public EndpointAddress RemoteAddress => Inner.RemoteAddress;

    public Uri Via => Inner.Via;

    public EndpointAddress? LocalAddress => Inner.LocalAddress;

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposedOrNotOpen();
        return Inner.SendAsync(message, cancellationToken);
    }

    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default) => Inner.ReceiveAsync(cancellationToken);
}

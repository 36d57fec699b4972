namespace Parley.Channels;

/// <summary>The service half of HTTP: the requests that come to one listener.</summary>
internal sealed class HttpReplyChannel(HttpReplyChannelListener listener) : ChannelBase(listener), IReplyChannel
{
    public EndpointAddress LocalAddress { get; } = new(listener.Uri);

    EndpointAddress? IReplyChannel.LocalAddress => LocalAddress;

    public ValueTask<RequestContext?> ReceiveRequestAsync(CancellationToken cancellationToken = default)
    {
        if (State is CommunicationState.Closing or CommunicationState.Closed)
        {
            return default;
        }

        ThrowIfDisposedOrNotOpen();
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<RequestContext?>(cancellationToken);
        }

        var receive = listener.Queue.ReceiveAsync(cancellationToken);
        if (State != CommunicationState.Opened)
        {
            // The channel closed in between, and has released its receivers already.
            listener.Queue.ReleaseReceivers();
        }

        return receive;
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        listener.Queue.ReleaseReceivers();
        listener.OnChannelClosed(this);
        return default;
    }

    protected override void OnAbort()
    {
        listener.Queue.ReleaseReceivers();
        listener.OnChannelClosed(this);
    }
}

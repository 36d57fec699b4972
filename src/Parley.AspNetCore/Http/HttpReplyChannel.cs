namespace Parley.Channels;

/// <summary>The service half of HTTP: the requests that come to one listener.</summary>
internal sealed class HttpReplyChannel(HttpReplyChannelListener listener) : ChannelBase(listener), IUnorderedReplyChannel
{
    private IRequestTaker? _taker;

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

    public void OfferTo(IRequestTaker taker)
    {
        Volatile.Write(ref _taker, taker);
        listener.Queue.OfferTo(taker);
        if (State != CommunicationState.Opened)
        {
            listener.Queue.Withdraw(taker);
        }
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        Release();
        listener.OnChannelClosed(this);
        return default;
    }

    protected override void OnAbort()
    {
        Release();
        listener.OnChannelClosed(this);
    }

    private void Release()
    {
        if (Volatile.Read(ref _taker) is { } taker)
        {
            listener.Queue.Withdraw(taker);
        }

        listener.Queue.ReleaseReceivers();
    }
}

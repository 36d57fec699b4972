namespace Parley.Channels.Framing;

/// <summary>The service's half of streamed exchanges: all requests of a listener.</summary>
internal sealed class FramingReplyChannel(FramingReplyListener listener, FramingEndpoint endpoint, PendingQueue<FramingRequestContext> requests)
    : ChannelBase(listener), IReplyChannel, IPendingItem
{
    private readonly CancellationTokenSource _closing = new();

    public EndpointAddress? LocalAddress => endpoint.LocalAddress;

    protected override TimeProvider TimeProvider => endpoint.Settings.TimeProvider;

    public async ValueTask<RequestContext?> ReceiveRequestAsync(CancellationToken cancellationToken = default)
    {
        if (IsDisposed)
        {
            return null;
        }

        ThrowIfDisposedOrNotOpen();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            return await requests.TakeAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    void IPendingItem.Reject() => Abort();

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken) =>
        await _closing.CancelAsync().ConfigureAwait(false);

    protected override void OnAbort() => _closing.Cancel();
}

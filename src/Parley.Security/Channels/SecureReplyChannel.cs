using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// Requests that are verified, and replies that are protected. Requests are verified side by side, where the transport can do that on the threads
/// that bring them: those of many clients do not wait for each other, whatever the check of one waits for.
/// </summary>
internal sealed class SecureReplyChannel : SecureServiceChannel, IUnorderedReplyChannel
{
    private readonly IReplyChannel _inner;
    private readonly CheckedRequests _requests;
    private readonly RequestVerification _verification;

    /// <param name="manager">The listener.</param>
    /// <param name="inner">The channel below.</param>
    /// <param name="channels">What the listener's channels share.</param>
    /// <param name="uri">Where the listener listens, for the log.</param>
    public SecureReplyChannel(ChannelManagerBase manager, IReplyChannel inner, ServiceChannels channels, Uri uri)
        : base(manager, inner, channels, uri)
    {
        _inner = inner;
        _requests = new CheckedRequests(inner);
        _verification = new RequestVerification(channels, uri);
    }

    public EndpointAddress? LocalAddress => _inner.LocalAddress;

    public ValueTask<RequestContext?> ReceiveRequestAsync(CancellationToken cancellationToken = default)
    {
        if (State is CommunicationState.Closing or CommunicationState.Closed)
        {
            return default;
        }

        ThrowIfDisposedOrNotOpen();
        return _requests.ReceiveAsync(cancellationToken);
    }

    public void OfferTo(IRequestTaker taker)
    {
        _requests.OfferTo(taker);
        if (State != CommunicationState.Opened)
        {
            _requests.OfferTo(null);
        }
    }

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await base.OnOpenAsync(cancellationToken).ConfigureAwait(false);
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _ = ReadAsync();
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        _requests.End();
        await base.OnCloseAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        _requests.End();
        base.OnAbort();
    }

    private ValueTask TakeAsync(RequestContext request)
    {
        var verifying = _verification.VerifyAsync(request);
        if (!verifying.IsCompletedSuccessfully)
        {
            return AfterAsync(verifying);
        }

        Deliver(verifying.Result);
        return default;
    }

    private async ValueTask AfterAsync(ValueTask<SecureRequestContext?> verifying) => Deliver(await verifying.ConfigureAwait(false));

    private void Deliver(SecureRequestContext? verified)
    {
        if (verified is null)
        {
            return;
        }

        try
        {
            if (!_requests.TryDeliver(verified))
            {
                verified.Abort();
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Nobody else has to suffer for it.
            Channels.Log.Failed(exception, Uri);
            verified.Abort();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await _requests.ReadAsync(TakeAsync).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            if (State == CommunicationState.Opened)
            {
                Fault(exception);
            }

            _requests.End();
        }
    }
}

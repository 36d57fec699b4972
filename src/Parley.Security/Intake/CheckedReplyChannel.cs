using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// A channel of requests from many clients, which are checked side by side before the service takes them, where the transport can do that on the
/// threads that bring them: no client waits for the check of another.
/// </summary>
internal abstract class CheckedReplyChannel : ChannelBase, IUnorderedReplyChannel
{
    private readonly IReplyChannel _inner;

    /// <param name="manager">The listener.</param>
    /// <param name="inner">The channel below. It is this one's.</param>
    protected CheckedReplyChannel(ChannelManagerBase manager, IReplyChannel inner)
        : base(manager)
    {
        _inner = inner;
        Requests = new CheckedRequests(inner);
    }

    public EndpointAddress? LocalAddress => _inner.LocalAddress;

    /// <summary>The requests on their way to the service.</summary>
    protected CheckedRequests Requests { get; }

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inner.GetProperty<T>();

    public ValueTask<RequestContext?> ReceiveRequestAsync(CancellationToken cancellationToken = default)
    {
        if (State is CommunicationState.Closing or CommunicationState.Closed)
        {
            return default;
        }

        ThrowIfDisposedOrNotOpen();
        return Requests.ReceiveAsync(cancellationToken);
    }

    public void OfferTo(IRequestTaker taker)
    {
        Requests.OfferTo(taker);
        if (State != CommunicationState.Opened)
        {
            Requests.OfferTo(null);
        }
    }

    /// <summary>Checks a request, and delivers it to <see cref="Requests"/> when it is right. Must not throw; called by several threads at once.</summary>
    protected abstract ValueTask TakeAsync(RequestContext request);

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        _inner.Faulted += OnInnerFaulted;
        await _inner.OpenAsync(cancellationToken).ConfigureAwait(false);
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _ = ReadAsync();
    }

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        Requests.End();
        return _inner.CloseAsync(cancellationToken);
    }

    protected override void OnAbort()
    {
        Requests.End();
        _inner.Abort();
    }

    private void OnInnerFaulted(object? sender, EventArgs e) => Fault((_inner as CommunicationObject)?.FaultReason);

    private async Task ReadAsync()
    {
        try
        {
            await Requests.ReadAsync(TakeAsync).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            if (State == CommunicationState.Opened)
            {
                Fault(exception);
            }

            Requests.End();
        }
    }
}

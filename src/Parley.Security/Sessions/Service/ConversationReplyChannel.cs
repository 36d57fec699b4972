using Parley.Channels;

namespace Parley.Security;

/// <summary>A secure session at the service, over a transport of requests and responses.</summary>
internal sealed class ConversationReplyChannel : ChannelBase, IReplySessionChannel, IUnorderedReplyChannel, IInputSession, ISessionUser
{
    private readonly RequestQueue _requests;
    private readonly SecureSession _session;
    private readonly TrustProtocol _protocol;

    /// <param name="listener">The listener.</param>
    /// <param name="session">The session.</param>
    /// <param name="protocol">The version of the tokens.</param>
    /// <param name="localAddress">Where the session's messages come to.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="maxPendingRequests">So many requests wait for the service.</param>
    public ConversationReplyChannel(
        ChannelManagerBase listener, SecureSession session, TrustProtocol protocol, EndpointAddress? localAddress, TimeProvider clock, int maxPendingRequests)
        : base(listener)
    {
        _requests = new RequestQueue(maxPendingRequests);
        _session = session;
        _protocol = protocol;
        LocalAddress = localAddress;
        TimeProvider = clock;
    }

    public EndpointAddress? LocalAddress { get; }

    public IInputSession Session => this;

    string ISession.Id => _session.Identifier;

    /// <summary>The session itself.</summary>
    internal SecureSession SecureSession => _session;

    protected override TimeProvider TimeProvider { get; }

    public override T? GetProperty<T>()
        where T : class => typeof(T) == typeof(ISecureConversation)
            ? new ConversationName(_session.Identifier, _protocol, () => _session.Instance) as T
            : base.GetProperty<T>();

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

    /// <summary>Hands a request of the session to the service.</summary>
    /// <returns>False when the session has ended, or too many wait.</returns>
    public bool TryDeliver(ConversationRequestContext request) => _requests.TryDeliver(request);

    void ISessionUser.OnSessionEnded(SessionEnd end, ContextKey key)
    {
        _requests.OfferTo(null);
        _requests.Complete();
        if (end != SessionEnd.Cancelled)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static state => state.Channel.OnLost(state.End), (Channel: this, End: end), preferLocal: false);
        }
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        End();
        return default;
    }

    protected override void OnAbort() => End();

    private void OnLost(SessionEnd end)
    {
        Fault(SessionEnds.ToException(end));
        RefuseWaiting();
    }

    private void End()
    {
        _session.End(SessionEnd.Aborted, tells: false);
        _requests.OfferTo(null);
        _requests.Complete();
        RefuseWaiting();
    }

    private void RefuseWaiting()
    {
        foreach (var request in _requests.TakeAll())
        {
            _ = ((ConversationRequestContext)request).RefuseAsync(SecurityFaultCode.SecuritySessionAborted);
        }
    }
}

using Parley.Channels;

namespace Parley.Security;

/// <summary>The requests of all clients whose tokens carry their state: the service keeps nothing of theirs between two of them.</summary>
internal sealed class StatefulReplyChannel : ChannelBase, IUnorderedReplyChannel
{
    private readonly CheckedRequests _requests;
    private readonly IReplyChannel _inner;
    private readonly Intake _intake;

    /// <param name="listener">The listener.</param>
    /// <param name="service">What its channels share.</param>
    /// <param name="inner">The channel below. It is this one's.</param>
    public StatefulReplyChannel(ChannelManagerBase listener, StatefulService service, IReplyChannel inner)
        : base(listener)
    {
        _inner = inner;
        _requests = new CheckedRequests(inner);
        _intake = new Intake(service, _requests);
        TimeProvider = service.Clock;
    }

    public EndpointAddress? LocalAddress => _inner.LocalAddress;

    protected override TimeProvider TimeProvider { get; }

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inner.GetProperty<T>();

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
        await _inner.OpenAsync(cancellationToken).ConfigureAwait(false);
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _ = ReadAsync();
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        _requests.End();
        await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        _requests.End();
        _inner.Abort();
    }

    private async Task ReadAsync()
    {
        try
        {
            await _requests.ReadAsync(request => _intake.ReceiveAsync(request, _inner.LocalAddress)).ConfigureAwait(false);
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

    private sealed class Intake(StatefulService service, CheckedRequests requests)
        : RequestIntake(service.Trust, service.Protection.Protocol, service.Log, service.Address)
    {
        protected override ValueTask TakeAsync(RequestContext request, Message message, EndpointAddress? localAddress)
        {
            var verified = service.Protection.VerifyOfClient(message, service.Contexts);
            var secured = new ConversationRequestContext(request, verified, null, service.Protection);
            try
            {
                return HandOn(secured, (StatefulContext)verified.Owner);
            }
            catch
            {
                secured.Release();
                throw;
            }
        }

        private ValueTask HandOn(ConversationRequestContext secured, StatefulContext context)
        {
            var message = secured.RequestMessage;
            if (Protocol.RequestOf(message.Headers.Action) == TokenRequestKind.Cancel)
            {
                Log.Refused(Address, SecurityFaultCode.SecureConversationCancellationNotAllowed, "A token that carries its state cannot be cancelled.");
                return new(secured.RefuseAsync(SecurityFaultCode.SecureConversationCancellationNotAllowed));
            }

            SecurityMessageProperty.GetOrCreate(message).ServiceSecurityContext = context.Client;
            if (!requests.TryDeliver(secured))
            {
                // The service is closing.
                secured.Abort();
            }

            return default;
        }
    }
}

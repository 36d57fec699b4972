using Parley.Channels;

namespace Parley.Security;

/// <summary>The requests of all clients whose tokens carry their state: the service keeps nothing of theirs between two of them.</summary>
internal sealed class StatefulReplyChannel : CheckedReplyChannel
{
    private readonly Intake _intake;

    /// <param name="listener">The listener.</param>
    /// <param name="service">What its channels share.</param>
    /// <param name="inner">The channel below. It is this one's.</param>
    public StatefulReplyChannel(ChannelManagerBase listener, StatefulService service, IReplyChannel inner)
        : base(listener, inner)
    {
        _intake = new Intake(service, Requests);
        TimeProvider = service.Clock;
    }

    protected override TimeProvider TimeProvider { get; }

    protected override ValueTask TakeAsync(RequestContext request) => _intake.ReceiveAsync(request, LocalAddress);

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

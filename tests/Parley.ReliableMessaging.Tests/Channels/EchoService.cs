using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>A service at the other end of <see cref="InMemoryRequests"/>: answers each request with its own body, and counts its calls.</summary>
internal sealed class EchoService(Wsrm wsrm, TimeProvider clock)
{
    private static readonly EndpointAddress _anonymous = new(EndpointAddress.AnonymousUri);
    private readonly long _began = clock.GetTimestamp();
    private readonly Lock _gate = new();
    private SessionEngine<SessionPayload>? _engine;
    private RmTranslator? _translator;

    public List<string> Calls { get; } = [];

    public List<MessageKind?> Kinds { get; } = [];

    public SessionOutcome? Outcome => _engine?.Outcome;

    /// <summary>True when replies are sent; else requests are taken without one.</summary>
    public bool Replies { get; set; } = true;

    private TimeSpan Now => clock.GetElapsedTime(_began);

    public Message? Serve(Message request)
    {
        lock (_gate)
        {
            var headers = RmHeaders.Read(request, wsrm);
            Kinds.Add(headers.Kind);
            return headers.Kind == MessageKind.CreateSequence ? Create(request) : Feed(request, headers);
        }
    }

    private Message Create(Message request)
    {
        var id = request.Headers.MessageId!;
        var to = request.Headers.To!;
        var body = CreateSequenceBody.Read(request, wsrm);
        var identifier = SequenceIdentifiers.Create();
        _translator = new RmTranslator(wsrm, request.Version, new EndpointAddress(to), _anonymous) { OverExchanges = true };
        var settings = new ReliableSettings { Version = wsrm.Version };
        _engine = body.Offer is { } offer
            ? new ReplySession<SessionPayload>(settings, Now, identifier, offer.Identifier)
            : SequenceSession<SessionPayload>.CreateResponder(settings, Now, identifier, null, overExchanges: true);
        return RmMessages.CreateSequenceResponse(
            request.Version, wsrm,
            new CreateSequenceResponseBody { Identifier = identifier, AcceptAcksTo = body.Offer is null ? null : new EndpointAddress(to) }, id);
    }

    private Message? Feed(Message request, RmHeaders headers)
    {
        var exchange = Kinds.Count;
        _translator!.ToArrival(request, headers, _engine!.OutputIdentifier, null, out var arrival);
        _engine.HandleArrival(Now, arrival, exchange);
        while (_engine.TryTakeDelivery(Now, out var delivery))
        {
            using var message = delivery.Payload!.TakeMessage();
            var text = message.GetBody<string>();
            Calls.Add(text);
            if (_engine is ReplySession<SessionPayload> session)
            {
                if (Replies)
                {
                    var reply = Message.CreateMessage(message.Version, "urn:echoed", "re: " + text);
                    reply.Headers.RelatesTo = message.Headers.MessageId;
                    session.Reply(Now, delivery.Number, SessionPayload.ToSend(reply, null));
                }
                else
                {
                    session.ReplyNothing(Now, delivery.Number);
                }
            }
        }

        Message? response = null;
        while (_engine.TryGetTransmission(Now, out var transmission))
        {
            if (transmission.Exchange == exchange)
            {
                response = _translator.ToMessage(transmission);
            }

            _engine.HandleWritten(Now, transmission);
        }

        return response;
    }
}

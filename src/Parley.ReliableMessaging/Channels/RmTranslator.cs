using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>One session's engine speaks of transmissions and arrivals, its channel of messages: this turns each into the other.</summary>
/// <param name="wsrm">The version of the protocol.</param>
/// <param name="version">The version of the messages.</param>
/// <param name="acksTo">Where this side hears of acknowledgements.</param>
/// <param name="remoteAddress">Where this side's messages go.</param>
internal sealed class RmTranslator(Wsrm wsrm, MessageVersion version, EndpointAddress acksTo, EndpointAddress remoteAddress)
{
    // Every attempt of a request of opening and closing has the name of the first.
    private readonly UniqueId _createId = new();
    private readonly UniqueId _closeId = new();
    private readonly UniqueId _terminateId = new();

    // What the latest attempt was made as.
    private BodyWriterMessage? _attempt;
    private AttemptHeaders? _attemptHeaders;
    private bool _isAttemptFree;

    /// <summary>The version of the protocol.</summary>
    public Wsrm Wsrm => wsrm;

    /// <summary>Where this side's messages go.</summary>
    public Uri RemoteAddress => remoteAddress.Uri;

    /// <summary>The version of the messages.</summary>
    public MessageVersion Version => version;

    /// <summary>True when messages are handed over in order, which an offer says.</summary>
    public bool Ordered { get; init; } = true;

    /// <summary>The reference to the security session's token, for CreateSequence; null for none.</summary>
    public SecurityTokenReferenceElement? SecurityTokenReference { get; private set; }

    /// <summary>What writes the messages; null when only the transport knows.</summary>
    public MessageEncoder? Encoder { get; init; }

    /// <summary>True where TerminateSequence of 1.0 is a request, because every message has a response.</summary>
    public bool OverExchanges { get; init; }

    /// <summary>True where the peer sends no messages: TerminateSequence of 1.0 has no answer then.</summary>
    public bool IsOneWay { get; set; }

    /// <summary>True at a service whose replies are responses: there others write the Sequence before the acknowledgement.</summary>
    public bool AnswersExchanges { get; init; }

    /// <summary>The name of the last request of closing that came from the peer, which its response relates to.</summary>
    public UniqueId? PeerCloseId { get; private set; }

    /// <summary>The name of the peer's last TerminateSequence.</summary>
    public UniqueId? PeerTerminateId { get; private set; }

    /// <summary>Keeps a message of the application, to be sent as often as it takes. What cannot be written throws.</summary>
    public SessionPayload Keep(Message message) => SessionPayload.ToSend(message, Encoder);

    /// <summary>The session belongs to the security session of the channel below, where that has one.</summary>
    public void TieTo(IChannel? channel)
    {
        if (channel?.GetProperty<ISecureConversation>() is { } conversation)
        {
            SecurityTokenReference = SecurityTokenReferenceElement.Create(conversation.WriteTokenReference);
        }
    }

    /// <summary>Makes the message of a transmission; null for an empty response.</summary>
    public Message? ToMessage(in Transmission<SessionPayload> transmission)
    {
        if (transmission is { Kind: MessageKind.Message, Payload: not null })
        {
            return ToAttempt(transmission);
        }

        var message = Create(transmission);
        if (message is null)
        {
            return null;
        }

        var acknowledgement = transmission.Fault is null ? transmission.Acknowledgement : null;
        if (acknowledgement is not null && AnswersExchanges)
        {
            RmHeaders.AddAcknowledgement(message, wsrm, acknowledgement);
        }

        if (transmission.Kind == MessageKind.LastMessage && transmission.Number > 0)
        {
            RmHeaders.AddSequence(message, wsrm, transmission.Identifier!, transmission.Number, transmission.IsLast);
        }

        if (transmission.AckRequestedIdentifier is { } asked)
        {
            RmHeaders.AddAckRequested(message, wsrm, asked);
        }

        if (acknowledgement is not null && !AnswersExchanges)
        {
            RmHeaders.AddAcknowledgement(message, wsrm, acknowledgement);
        }

        Address(message);
        return message;
    }

    /// <summary>
    /// The latest attempt of a message was written at once, and nobody has kept it: the next is made of it. To be called by whoever sends, one thread at a
    /// time.
    /// </summary>
    public void ReuseAttempt()
    {
        if (_attempt is { State: MessageState.Closed } message && _attemptHeaders is { } headers)
        {
            message.LetGo();
            headers.Acknowledgement = null;
            _isAttemptFree = true;
        }
    }

    /// <summary>Makes one attempt of a message of the application.</summary>
    private Message ToAttempt(in Transmission<SessionPayload> transmission)
    {
        var headers = _isAttemptFree ? _attemptHeaders! : new AttemptHeaders(wsrm) { BeginsWithSequence = AnswersExchanges };
        headers.Identifier = transmission.Identifier!;
        headers.Number = transmission.Number;
        headers.IsLast = transmission.IsLast;
        headers.AckRequested = transmission.AckRequestedIdentifier;
        headers.Acknowledgement = transmission.Fault is null ? transmission.Acknowledgement : null;
        var message = transmission.Payload!.CreateMessage(headers, _isAttemptFree ? _attempt : null);
        if (!_isAttemptFree || message != _attempt)
        {
            _attempt = message as BodyWriterMessage;
            _attemptHeaders = headers;
        }

        _isAttemptFree = false;
        Address(message);
        return message;
    }

    private void Address(Message message)
    {
        // Under WS-Addressing 1.0 no To means anonymous, and WCF leaves it out.
        if (message.AddressingHeaders.To is null && !(remoteAddress.IsAnonymous && version.Addressing == AddressingVersion.WSAddressing10))
        {
            remoteAddress.ApplyTo(message);
        }
    }

    /// <summary>What an engine needs to know of a message. The message is kept for the application, or closed.</summary>
    /// <param name="message">The message.</param>
    /// <param name="headers">What its headers say.</param>
    /// <param name="output">The sequence in which this side sends: its acknowledgement is looked for.</param>
    /// <param name="end">The body of a request of closing, where it was read already.</param>
    /// <param name="arrival">What the engine needs to know.</param>
    /// <exception cref="ProtocolException">The message breaks the protocol.</exception>
    /// <exception cref="CommunicationException">A fault that is none of the protocol.</exception>
    public void ToArrival(Message message, in RmHeaders headers, string? output, SequenceEndBody? end, out Arrival<SessionPayload> arrival)
    {
        var kept = false;
        arrival = default;
        try
        {
            arrival.Kind = headers.Kind ?? throw new ActionNotSupportedException(
                $"The action '{message.Headers.Action}' belongs to WS-ReliableMessaging, but the version in use does not define it.");
            arrival.Acknowledgement = output is null ? null : headers.AcknowledgementOf(output);
            arrival.AckRequestedIdentifier = headers.FirstAckRequest;
            if (headers.IsInfrastructure)
            {
                RmHeaders.RequireUnderstood(message);
            }

            switch (arrival.Kind)
            {
                case MessageKind.Message when message.IsFault && headers.SequenceHeader is null:
                case MessageKind.Fault:
                    arrival.Kind = MessageKind.Fault;
                    arrival.Fault = ReadFault(message);
                    break;

                case MessageKind.Message:
                    kept = true;
                    TakeSequence(ref arrival, headers);
                    arrival.Payload = SessionPayload.Received(message);
                    break;

                case MessageKind.LastMessage:
                    TakeSequence(ref arrival, headers);
                    arrival.IsLast = true;
                    break;

                case MessageKind.CreateSequenceResponse:
                    ReadCreateSequenceResponse(ref arrival, message);
                    break;

                case MessageKind.CloseSequence or MessageKind.TerminateSequence:
                    Remember(arrival.Kind, message);
                    TakeEnd(ref arrival, message, end);
                    break;

                case MessageKind.CloseSequenceResponse or MessageKind.TerminateSequenceResponse:
                    RequireRelation(message, arrival.Kind == MessageKind.CloseSequenceResponse ? _closeId : _terminateId);
                    TakeEnd(ref arrival, message, end);
                    break;

                default:
                    arrival.Identifier = arrival.AckRequestedIdentifier ?? arrival.Acknowledgement?.Identifier;
                    break;
            }
        }
        finally
        {
            if (!kept)
            {
                message.Close();
            }
        }
    }

    private static void TakeSequence(ref Arrival<SessionPayload> arrival, in RmHeaders headers)
    {
        if (headers.SequenceHeader is { } header)
        {
            arrival.Identifier = header.Sequence.Identifier;
            arrival.Number = header.Sequence.Number;
            arrival.IsLast = header.Sequence.IsLast;
        }
    }

    private void TakeEnd(ref Arrival<SessionPayload> arrival, Message message, SequenceEndBody? known)
    {
        // A service of 1.0 may answer the end of a one-way session with its own TerminateSequence, though it has no sequence to name.
        var end = known ?? SequenceEndBody.Read(message, wsrm, arrival.Kind, mayNameNone: OverExchanges && !wsrm.Is11);
        arrival.Identifier = end.Identifier.Length == 0 ? null : end.Identifier;
        arrival.Number = end.LastNumber;
    }

    private void ReadCreateSequenceResponse(ref Arrival<SessionPayload> arrival, Message message)
    {
        RequireRelation(message, _createId);
        var response = CreateSequenceResponseBody.Read(message, wsrm);
        arrival.Identifier = response.Identifier;

        // Another address is not the offer that was accepted: the engine refuses a session without its other half.
        arrival.AcceptsOffer = response.AcceptAcksTo is { } acceptAcksTo && acceptAcksTo.Uri == remoteAddress.Uri;
    }

    private SequenceFault ReadFault(Message message)
    {
        var fault = RmFaults.TryRead(message, wsrm, out var soapFault);
        return fault ?? throw new FaultException(soapFault, message.Headers.Action);
    }

    private static void RequireRelation(Message message, UniqueId request)
    {
        if (message.Headers.RelatesTo is not { } relatesTo || relatesTo != request)
        {
            throw new ProtocolException($"The message '{message.Headers.Action}' does not relate to the request that it answers.");
        }
    }

    private void Remember(MessageKind kind, Message message)
    {
        if (kind == MessageKind.CloseSequence)
        {
            PeerCloseId = message.Headers.MessageId;
        }
        else
        {
            PeerTerminateId = message.Headers.MessageId;
        }
    }

    private Message? Create(in Transmission<SessionPayload> transmission)
    {
        switch (transmission.Kind)
        {
            case MessageKind.LastMessage or MessageKind.Acknowledgement or MessageKind.AckRequested:
                return RmMessages.Empty(version, wsrm, transmission.Kind);

            case MessageKind.CreateSequence:
                return RmMessages.CreateSequence(version, wsrm, CreateBody(transmission.Identifier), _createId);

            case MessageKind.CloseSequence:
                return RmMessages.End(
                    version, wsrm, transmission.Kind, new SequenceEndBody(transmission.Identifier!, transmission.Number), _closeId, acksTo);

            case MessageKind.TerminateSequence:
                var isRequest = wsrm.Is11 || (OverExchanges && !IsOneWay);
                return RmMessages.End(
                    version, wsrm, transmission.Kind, new SequenceEndBody(transmission.Identifier!, transmission.Number),
                    isRequest ? _terminateId : null, isRequest ? acksTo : null);

            case MessageKind.CloseSequenceResponse:
                return RmMessages.EndResponse(version, wsrm, transmission.Kind, transmission.Identifier!, PeerCloseId ?? new UniqueId());

            case MessageKind.TerminateSequenceResponse:
                return RmMessages.EndResponse(version, wsrm, transmission.Kind, transmission.Identifier!, PeerTerminateId ?? new UniqueId());

            case MessageKind.Fault:
                return RmFaults.CreateMessage(transmission.Fault!, version, wsrm);

            case MessageKind.Empty:
                return null;

            default:
                throw new InvalidOperationException($"A {transmission.Kind} is not made here.");
        }
    }

    private CreateSequenceBody CreateBody(string? offer) => new()
    {
        AcksTo = acksTo,
        Offer = offer is null ? null : new SequenceOffer
        {
            Identifier = offer,
            Endpoint = acksTo,
            Behavior = Ordered ? IncompleteSequenceBehavior.DiscardFollowingFirstGap : IncompleteSequenceBehavior.NoDiscard,
        },
        SecurityTokenReference = SecurityTokenReference,
    };
}

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

        if (transmission.Kind is MessageKind.Message or MessageKind.LastMessage && transmission.Number > 0)
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

        // Under WS-Addressing 1.0 no To means anonymous, and WCF leaves it out.
        if (message.Headers.To is null && !(remoteAddress.IsAnonymous && version.Addressing == AddressingVersion.WSAddressing10))
        {
            remoteAddress.ApplyTo(message);
        }

        return message;
    }

    /// <summary>What an engine needs to know of a message. The message is kept for the application, or closed.</summary>
    /// <param name="message">The message.</param>
    /// <param name="headers">What its headers say.</param>
    /// <param name="output">The sequence in which this side sends: its acknowledgement is looked for.</param>
    /// <param name="end">The body of a request of closing, where it was read already.</param>
    /// <exception cref="ProtocolException">The message breaks the protocol.</exception>
    /// <exception cref="CommunicationException">A fault that is none of the protocol.</exception>
    public Arrival<SessionPayload> ToArrival(Message message, RmHeaders headers, string? output, SequenceEndBody? end = null)
    {
        var kept = false;
        try
        {
            var arrival = new Arrival<SessionPayload>
            {
                Kind = headers.Kind ?? throw new ActionNotSupportedException(
                    $"The action '{message.Headers.Action}' belongs to WS-ReliableMessaging, but the version in use does not define it."),
                Acknowledgement = output is null ? null : headers.AcknowledgementOf(output),
                AckRequestedIdentifier = headers.AckRequests.Count > 0 ? headers.AckRequests[0] : null,
            };
            if (headers.IsInfrastructure)
            {
                RmHeaders.RequireUnderstood(message);
            }

            switch (arrival.Kind)
            {
                case MessageKind.Message when message.IsFault && headers.Sequence is null:
                case MessageKind.Fault:
                    return arrival with { Kind = MessageKind.Fault, Fault = ReadFault(message) };

                case MessageKind.Message:
                    kept = true;
                    return WithSequence(arrival, headers) with { Payload = SessionPayload.Received(message) };

                case MessageKind.LastMessage:
                    return WithSequence(arrival, headers) with { IsLast = true };

                case MessageKind.CreateSequenceResponse:
                    return ReadCreateSequenceResponse(arrival, message);

                case MessageKind.CloseSequence or MessageKind.TerminateSequence:
                    Remember(arrival.Kind, message);
                    return WithEnd(arrival, message, end);

                case MessageKind.CloseSequenceResponse or MessageKind.TerminateSequenceResponse:
                    RequireRelation(message, arrival.Kind == MessageKind.CloseSequenceResponse ? _closeId : _terminateId);
                    return WithEnd(arrival, message, end);

                default:
                    return arrival with { Identifier = arrival.AckRequestedIdentifier ?? arrival.Acknowledgement?.Identifier };
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

    private static Arrival<SessionPayload> WithSequence(in Arrival<SessionPayload> arrival, RmHeaders headers) =>
        headers.Sequence is { } sequence
            ? arrival with { Identifier = sequence.Identifier, Number = sequence.Number, IsLast = sequence.IsLast }
            : arrival;

    private Arrival<SessionPayload> WithEnd(in Arrival<SessionPayload> arrival, Message message, SequenceEndBody? known)
    {
        // A service of 1.0 may answer the end of a one-way session with its own TerminateSequence, though it has no sequence to name.
        var end = known ?? SequenceEndBody.Read(message, wsrm, arrival.Kind, mayNameNone: OverExchanges && !wsrm.Is11);
        return arrival with { Identifier = end.Identifier.Length == 0 ? null : end.Identifier, Number = end.LastNumber };
    }

    private Arrival<SessionPayload> ReadCreateSequenceResponse(in Arrival<SessionPayload> arrival, Message message)
    {
        RequireRelation(message, _createId);
        var response = CreateSequenceResponseBody.Read(message, wsrm);
        if (response.AcceptAcksTo is { } acceptAcksTo && acceptAcksTo.Uri != remoteAddress.Uri)
        {
            // Not the offer that was accepted: the engine refuses a session without its other half.
            return arrival with { Identifier = response.Identifier, AcceptsOffer = false };
        }

        return arrival with { Identifier = response.Identifier, AcceptsOffer = response.AcceptAcksTo is not null };
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
            case MessageKind.Message when transmission.Payload is { } payload:
                return payload.CreateMessage();

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

using System.Xml;
using Microsoft.Extensions.Logging;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// Where every message of a listener arrives: finds the session that it belongs to, answers CreateSequence, and answers what belongs to no
/// session with a fault. WS-ReliableMessaging 1.1, sections 3.4 and 4.
/// </summary>
/// <param name="settings">The listener's settings.</param>
/// <param name="table">The sessions.</param>
internal sealed class ServiceIntake(ListenerSettings settings, ServiceSessionTable table)
{
    /// <summary>So often a session that waits for room is overtaken by others, before it is refused.</summary>
    private const int MostAttempts = 16;

    private Wsrm Wsrm => settings.Wsrm;

    /// <summary>Takes a message. Does not throw, whatever the message is.</summary>
    /// <param name="message">The message.</param>
    /// <param name="source">Where it came from, and the way back for the answer.</param>
    public ValueTask ReceiveAsync(Message message, MessageSource source)
    {
        Message? answer;
        ServiceSession? created = null;
        SessionRequest? waiting = null;
        var isFault = false;
        source.MessageId = null;
        try
        {
            source.MessageId = message.Headers.MessageId;
            var headers = RmHeaders.Read(message, Wsrm);
            isFault = headers.Kind == MessageKind.Fault || (headers.SequenceHeader is null && message.IsFault);
            if (isFault)
            {
                TakeFault(message, source, out var isTaken);
                if (isTaken)
                {
                    return default;
                }

                answer = null;
            }
            else if (headers.Kind == MessageKind.CreateSequence)
            {
                answer = Create(message, headers, source, out created, out waiting);
            }
            else if (TryTake(message, headers, source, out answer))
            {
                return default;
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The message is at fault, and nobody else has to suffer for it. A fault is never answered with another.
            settings.Watch.Log.MessageUnreadable(exception, message.State == MessageState.Closed ? PeerOf((RemoteEndpointMessageProperty?)null) : PeerOf(message));
            answer = isFault ? null : WellKnownFaults.TryCreate(exception, message.Version);
        }

        message.Close();
        if (waiting is not null)
        {
            return CreateWhenThereIsRoomAsync(waiting, source, answer!);
        }

        if (answer is not null)
        {
            Complete(answer, source);
        }

        return created is null ? source.AnswerAsync(answer) : AnnounceAsync(created, answer, source);
    }

    private async ValueTask CreateWhenThereIsRoomAsync(SessionRequest request, MessageSource source, Message refusal)
    {
        Message? answer = null;
        ServiceSession? created = null;
        SequenceFault? objection = new(SequenceFaultCode.ConnectionLimitReached, null, "MaxPendingChannels", IsSender: false);
        for (var attempt = 0; attempt < MostAttempts && await table.WaitForRoomAsync().ConfigureAwait(false); attempt++)
        {
            answer?.Close();
            answer = Create(request, source, out created, out objection);
            if (!IsFull(objection))
            {
                break;
            }
        }

        if (created is null)
        {
            table.PassRoomOn();
        }

        NoteRefusal(request, objection);
        answer ??= refusal;
        Complete(answer, source);
        if (created is null)
        {
            await source.AnswerAsync(answer).ConfigureAwait(false);
        }
        else
        {
            await AnnounceAsync(created, answer, source).ConfigureAwait(false);
        }
    }

    /// <summary>The client hears of its session before the service does, whose first message is not to come before it.</summary>
    private async ValueTask AnnounceAsync(ServiceSession session, Message? answer, MessageSource source)
    {
        if (source.IsDatagram)
        {
            // Nothing is gained by waiting, and a client that is slow to listen would keep others from being accepted.
            table.Announce(session);
            await source.AnswerAsync(answer).ConfigureAwait(false);
            return;
        }

        await source.AnswerAsync(answer).ConfigureAwait(false);
        table.Announce(session);
    }

    private static void Complete(Message answer, MessageSource source)
    {
        if (answer.Headers.RelatesTo is null && source.MessageId is { } request)
        {
            answer.Headers.RelatesTo = request;
        }

        if (answer.Headers.To is null && answer.Version.Addressing != AddressingVersion.WSAddressing10)
        {
            answer.Headers.To = EndpointAddress.AnonymousUri;
        }
    }

    /// <returns>True when a session has taken the message; else the answer is to be sent, if there is one.</returns>
    private bool TryTake(Message message, in RmHeaders headers, MessageSource source, out Message? answer)
    {
        switch (headers.Kind)
        {
            case null:
            case MessageKind.Message when headers.SequenceHeader is null:
                var refusal = AddressingRules.RefuseUnsequenced(message, Wsrm);
                if (AddressingRules.IsOfOtherVersion(message, Wsrm))
                {
                    settings.Watch.Log.Refused(PeerOf(message), Wsrm.Is11 ? nameof(SequenceFaultCode.WsrmRequired) : "ActionNotSupported", refusal.Reason);
                }

                answer = refusal.Fault;
                return false;

            case MessageKind.CloseSequence or MessageKind.TerminateSequence
                or MessageKind.CloseSequenceResponse or MessageKind.TerminateSequenceResponse:
                return TryTakeEnd(message, headers, source, out answer);

            default:
                var identifier = headers.SequenceHeader?.Sequence.Identifier
                    ?? headers.FirstAckRequest
                    ?? headers.FirstAcknowledgement?.Identifier;
                answer = null;
                if (Find(identifier, message, source) is { } session)
                {
                    session.Receive(message, headers, null, source);
                    return true;
                }

                answer = Unknown(message, identifier);
                return false;
        }
    }

    private bool TryTakeEnd(Message message, in RmHeaders headers, MessageSource source, out Message? answer)
    {
        answer = null;
        var kind = headers.Kind!.Value;
        var isRequest = kind is MessageKind.CloseSequence or MessageKind.TerminateSequence;
        RmHeaders.RequireUnderstood(message);
        var end = SequenceEndBody.Read(message, Wsrm, kind);
        if (Find(end.Identifier, message, source) is not { } session)
        {
            answer = isRequest ? Unknown(message, end.Identifier) : null;
            return false;
        }

        // A client with an address of its own has named it when it opened the session, and gSOAP's does not repeat it.
        var needsReplyTo = !source.IsDatagram || message.Headers.ReplyTo is not null;
        if (isRequest && Wsrm.Is11 && needsReplyTo && AddressingRules.CheckRequest(message, Wsrm, end.Identifier, session.RemoteAddress.Uri) is { } refusal)
        {
            answer = refusal.Fault;
            return false;
        }

        session.Receive(message, headers, end, source);
        return true;
    }

    private void TakeFault(Message message, MessageSource source, out bool isTaken)
    {
        var fault = RmFaults.TryRead(message, Wsrm, out _);
        var session = Find(fault?.Identifier, message, source);
        isTaken = session is not null;
        if (isTaken)
        {
            message.Close();
            session!.Receive(new Arrival<SessionPayload> { Kind = MessageKind.Fault, Fault = fault }, source);
        }
    }

    /// <summary>Makes a session, or says why not. What is <c>waiting</c> is to be tried again when there is room.</summary>
    private Message Create(Message message, in RmHeaders headers, MessageSource source, out ServiceSession? created, out SessionRequest? waiting)
    {
        created = null;
        waiting = null;
        RmHeaders.RequireUnderstood(message);
        var conversation = ConversationOf(source);
        if (CreateSequenceRules.Check(message, headers, Wsrm, settings.Pattern, settings.IsConversation, out var refusal) is not { } body)
        {
            settings.Watch.Log.Refused(PeerOf(message), nameof(SequenceFaultCode.CreateSequenceRefused), refusal!.Reason);
            return refusal.Fault;
        }

        EndpointAddress? endpoint = null;
        if (settings.Endpoints is { } endpoints && !endpoints.TryFind(message, out endpoint))
        {
            refusal = AddressingRules.RefuseUnknownDestination(message);
            settings.Watch.Log.Refused(PeerOf(message), "EndpointUnavailable", refusal.Reason);
            return refusal.Fault;
        }

        if (!source.HasWayBack)
        {
            return CreateSequenceRules.Refuse(message, Wsrm, "ReplyTo is anonymous, and this endpoint sends its answers to an address of the client's own.").Fault;
        }

        if (settings.IsConversation)
        {
            using var reference = body.SecurityTokenReference!.OpenReader();
            reference.MoveToContent();
            if (conversation?.IsReferredToBy(reference) is not true)
            {
                return CreateSequenceRules.Refuse(message, Wsrm, "SecurityTokenReference does not refer to the token of the secure session that the message came in.").Fault;
            }
        }

        var to = message.Headers.To ?? settings.ListenUri;
        var request = new SessionRequest
        {
            Channel = source.Channel,
            LocalAddress = source.LocalAddress,
            Via = source.Via,
            Peer = PeerEndpointOf(message),
            Owner = SessionOwner.Of(message, conversation),
            Version = message.Version,
            MessageId = source.MessageId!,
            To = new EndpointAddress(EndpointAddress.IsAnonymousUri(to) ? settings.ListenUri : to, endpoint?.Identity, endpoint?.Headers),
            RemoteAddress = message.Headers.ReplyTo ?? body.AcksTo,
            Offer = settings.Pattern == SessionPattern.OneWay ? null : body.Offer!.Identifier,
            Expires = body.Expires,
        };
        var answer = Create(request, source, out created, out var objection);
        if (IsFull(objection))
        {
            waiting = request;
        }
        else
        {
            NoteRefusal(request, objection);
        }

        return answer;
    }

    private Message Create(SessionRequest request, MessageSource source, out ServiceSession? created, out SequenceFault? objection)
    {
        var session = table.GetOrCreate(request, source, out var isNew, out objection);
        created = null;
        if (session is null)
        {
            return RmFaults.CreateMessage(objection!, request.Version, Wsrm);
        }

        created = isNew ? session : null;
        return RmMessages.CreateSequenceResponse(
            request.Version,
            Wsrm,
            new CreateSequenceResponseBody
            {
                Identifier = session.Id,
                Expires = request.Expires,
                Behavior = !Wsrm.Is11 ? null
                    : settings.Session.Ordered ? IncompleteSequenceBehavior.DiscardFollowingFirstGap : IncompleteSequenceBehavior.NoDiscard,
                AcceptAcksTo = request.Offer is null ? null : session.Request.To,
            },
            request.MessageId);
    }

    /// <summary>The session of a sequence. A session that somebody else has made is not known to this sender.</summary>
    private ServiceSession? Find(string? identifier, Message message, MessageSource source)
    {
        var session = source.Known;
        if (session is null || session.IsForgotten || session.Id != identifier)
        {
            session = table.Find(identifier);
            source.Known = session;
        }

        return session is not null && session.Request.Owner == SessionOwner.Of(message, ConversationOf(source)) ? session : null;
    }

    private static bool IsFull(SequenceFault? objection) => objection?.Code == SequenceFaultCode.ConnectionLimitReached;

    private void NoteRefusal(SessionRequest request, SequenceFault? objection)
    {
        if (objection is not null)
        {
            settings.Watch.Log.Refused(PeerOf(request.Peer), objection.Code.ToString(), objection.Reason);
        }
    }

    private ISecureConversation? ConversationOf(MessageSource source) =>
        settings.IsConversation ? source.Channel.GetProperty<ISecureConversation>() : null;

    private Message Unknown(Message message, string? identifier)
    {
        if (settings.Watch.Log.IsEnabled(LogLevel.Debug))
        {
            settings.Watch.Log.UnknownSequence(PeerOf(message));
        }

        return RmFaults.CreateMessage(
            new SequenceFault(SequenceFaultCode.UnknownSequence, identifier, "The sequence is not known."), message.Version, Wsrm);
    }

    private static RemoteEndpointMessageProperty? PeerEndpointOf(Message message) =>
        message.Properties.TryGetValue(RemoteEndpointMessageProperty.Name, out var found) ? found as RemoteEndpointMessageProperty : null;

    /// <summary>Where a message came from, for the log.</summary>
    internal static string PeerOf(Message message) => PeerOf(PeerEndpointOf(message));

    private static string PeerOf(RemoteEndpointMessageProperty? endpoint) => endpoint is null ? "an unknown address" : SessionDriver.Show(endpoint);
}

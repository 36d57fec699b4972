using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// The protocol's own messages, complete but for To, which whoever sends them adds, and for the headers Sequence, AckRequested and
/// SequenceAcknowledgement, which <see cref="RmHeaders"/> adds.
/// </summary>
internal static class RmMessages
{
    /// <summary>The request for a sequence.</summary>
    /// <param name="version">The message's version.</param>
    /// <param name="wsrm">The version of the protocol.</param>
    /// <param name="body">What is asked for. With a token reference, 1.1 gets the header UsesSequenceSTR.</param>
    /// <param name="messageId">The message's own name.</param>
    public static Message CreateSequence(MessageVersion version, Wsrm wsrm, CreateSequenceBody body, UniqueId messageId)
    {
        var message = Create(version, wsrm, MessageKind.CreateSequence, new DelegateBody<CreateSequenceBody>(
            body, (wsrm, version.Addressing), static (writer, body, versions) => body.WriteTo(writer, versions.Wsrm, versions.Addressing)));
        if (wsrm.Is11 && body.SecurityTokenReference is not null)
        {
            message.Headers.Insert(0, UsesSequenceStrHeader.Instance);
        }

        AddRequestHeaders(message, messageId, body.AcksTo);
        return message;
    }

    /// <summary>The response to a request for a sequence.</summary>
    public static Message CreateSequenceResponse(MessageVersion version, Wsrm wsrm, CreateSequenceResponseBody body, UniqueId relatesTo)
    {
        var message = Create(version, wsrm, MessageKind.CreateSequenceResponse, new DelegateBody<CreateSequenceResponseBody>(
            body, (wsrm, version.Addressing), static (writer, body, versions) => body.WriteTo(writer, versions.Wsrm, versions.Addressing)));
        message.Headers.RelatesTo = relatesTo;
        return message;
    }

    /// <summary>
    /// CloseSequence or TerminateSequence. In 1.1 both are requests; in 1.0 TerminateSequence is one-way, and a request only where each
    /// message has a response.
    /// </summary>
    /// <param name="version">The message's version.</param>
    /// <param name="wsrm">The version of the protocol.</param>
    /// <param name="kind">Which of the two.</param>
    /// <param name="body">The sequence.</param>
    /// <param name="messageId">The message's own name; null for a one-way message.</param>
    /// <param name="replyTo">Where the response goes, which is where acknowledgements go; null for a one-way message.</param>
    public static Message End(
        MessageVersion version, Wsrm wsrm, MessageKind kind, SequenceEndBody body, UniqueId? messageId, EndpointAddress? replyTo)
    {
        var message = Create(version, wsrm, kind, new EndBody(wsrm, kind, body));
        if (messageId is not null)
        {
            AddRequestHeaders(message, messageId, replyTo);
        }

        return message;
    }

    /// <summary>CloseSequenceResponse or TerminateSequenceResponse. 1.1 only.</summary>
    public static Message EndResponse(MessageVersion version, Wsrm wsrm, MessageKind kind, string identifier, UniqueId relatesTo)
    {
        var message = Create(version, wsrm, kind, new EndBody(wsrm, kind, new SequenceEndBody(identifier)));
        message.Headers.RelatesTo = relatesTo;
        return message;
    }

    /// <summary>An empty message of its own for headers that no other message takes along: SequenceAcknowledgement, AckRequested, LastMessage.</summary>
    /// <param name="version">The message's version.</param>
    /// <param name="wsrm">The version of the protocol.</param>
    /// <param name="kind">Which of the three.</param>
    public static Message Empty(MessageVersion version, Wsrm wsrm, MessageKind kind)

        // WCF spells the action of LastMessage out, although the dictionary has it.
        => kind == MessageKind.LastMessage
            ? Message.CreateMessage(version, wsrm.Action(kind).Value)
            : Create(version, wsrm, kind, EmptyBodyWriter.Instance);

    private static BodyWriterMessage Create(MessageVersion version, Wsrm wsrm, MessageKind kind, BodyWriter body)
        => new BodyWriterMessage(version, wsrm.ActionHeader(kind, version.Addressing), body);

    private static void AddRequestHeaders(Message message, UniqueId messageId, EndpointAddress? replyTo)
    {
        message.Headers.MessageId = messageId;

        // Under WS-Addressing 1.0 no ReplyTo means anonymous, and WCF leaves it out.
        if (replyTo is not null && !(replyTo.IsAnonymous && message.Version.Addressing == AddressingVersion.WSAddressing10))
        {
            message.Headers.ReplyTo = replyTo;
        }
    }

    private sealed class DelegateBody<T>(T body, (Wsrm Wsrm, AddressingVersion Addressing) versions, Action<XmlDictionaryWriter, T, (Wsrm Wsrm, AddressingVersion Addressing)> write)
        : BodyWriter(isBuffered: true)
    {
        protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => write(writer, body, versions);
    }

    private sealed class EndBody(Wsrm wsrm, MessageKind kind, SequenceEndBody body) : BodyWriter(isBuffered: true)
    {
        protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => body.WriteTo(writer, wsrm, kind);
    }
}

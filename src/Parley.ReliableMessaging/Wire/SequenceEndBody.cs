using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// The body of CloseSequence, TerminateSequence and their responses: a sequence, and in 1.1's requests its last number.
/// WS-ReliableMessaging 1.1, sections 3.5 and 3.6.
/// </summary>
/// <param name="Identifier">The sequence.</param>
/// <param name="LastNumber">The last number of the sequence; 0 when it has no messages, in responses, and in 1.0.</param>
internal readonly record struct SequenceEndBody(string Identifier, long LastNumber = 0)
{
    /// <summary>The element of a kind of message.</summary>
    public static XmlDictionaryString ElementOf(MessageKind kind) => kind switch
    {
        MessageKind.CloseSequence => WsrmNames.CloseSequence,
        MessageKind.CloseSequenceResponse => WsrmNames.CloseSequenceResponse,
        MessageKind.TerminateSequence => WsrmNames.TerminateSequence,
        MessageKind.TerminateSequenceResponse => WsrmNames.TerminateSequenceResponse,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The message does not end a sequence."),
    };

    /// <summary>Reads the body. The message's state is Read afterwards.</summary>
    /// <param name="message">The message.</param>
    /// <param name="wsrm">The version.</param>
    /// <param name="kind">The kind of message.</param>
    /// <param name="mayNameNone">True when the peer may have no sequence to name: the identifier is empty then.</param>
    /// <exception cref="MalformedRmException">It is malformed.</exception>
    public static SequenceEndBody Read(Message message, Wsrm wsrm, MessageKind kind, bool mayNameNone = false)
    {
        string? identifier = null;
        var element = ElementOf(kind);
        try
        {
            using var reader = RmBody.Open(message);
            reader.ReadFullStartElement(element, wsrm.Namespace);
            if (mayNameNone && RmXml.IsOn(reader, wsrm, WsrmNames.Identifier) && reader.IsEmptyElement)
            {
                return new SequenceEndBody("");
            }

            identifier = RmXml.ReadIdentifier(reader, wsrm);
            var lastNumber = 0L;
            if (wsrm.Is11 && RmXml.IsOn(reader, wsrm, WsrmNames.LastMsgNumber))
            {
                lastNumber = RmXml.ReadElement(reader, WsrmNames.LastMsgNumber, 1);
            }

            RmXml.SkipToEnd(reader);
            RmBody.RequireEnd(reader);
            return new SequenceEndBody(identifier, lastNumber);
        }
        catch (Exception e) when (RmXml.IsMalformed(e))
        {
            throw new MalformedRmException(wsrm, element.Value, identifier, e.Message, e);
        }
    }

    /// <summary>Writes the body's element.</summary>
    public void WriteTo(XmlDictionaryWriter writer, Wsrm wsrm, MessageKind kind)
    {
        RmXml.WriteStart(writer, wsrm, ElementOf(kind));
        RmXml.WriteIdentifier(writer, wsrm, Identifier, null);
        if (LastNumber > 0 && wsrm.Is11)
        {
            RmXml.WriteStart(writer, wsrm, WsrmNames.LastMsgNumber);
            writer.WriteValue(LastNumber);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }
}

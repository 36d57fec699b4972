using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Reads the headers that nearly every message of a session has, while the message is read.</summary>
internal sealed class RmHeaderParser(Wsrm wsrm) : HeaderParser(wsrm.Declaration)
{
    public override MessageHeader? TryRead(ref HeaderBytes bytes) => RmHeaderForms.TryRead(ref bytes, wsrm);

    protected override MessageHeader? TryRead(XmlDictionaryReader reader, bool mustUnderstand)
    {
        if (!IsOneOfThese(reader))
        {
            return null;
        }

        var depth = reader.Depth;
        if (reader.IsEmptyElement)
        {
            var malformed = new MalformedRmException(wsrm, reader.LocalName, null, "it is empty.");
            reader.Read();
            return new MalformedRmHeader(wsrm, malformed, mustUnderstand);
        }

        try
        {
            return reader.IsLocalName(WsrmNames.Sequence)
                    ? new SequenceHeader(wsrm, RmHeaderReader.ReadSequence(reader, wsrm, mustUnderstand))
                : reader.IsLocalName(WsrmNames.SequenceAcknowledgement)
                    ? new AcknowledgementHeader(wsrm, AcknowledgementReader.Read(reader, wsrm), mustUnderstand)
                : new AckRequestedHeader(wsrm, RmHeaderReader.ReadAckRequested(reader, wsrm), mustUnderstand);
        }
        catch (MalformedRmException e)
        {
            SkipToEnd(reader, depth, e);
            return new MalformedRmHeader(wsrm, e, mustUnderstand);
        }
    }

    private static bool IsOneOfThese(XmlDictionaryReader reader)
        => reader.IsLocalName(WsrmNames.Sequence) || reader.IsLocalName(WsrmNames.SequenceAcknowledgement) || reader.IsLocalName(WsrmNames.AckRequested);

    // The reader stands anywhere inside the header. Where it stands on the start tag still, it cannot go on: what follows is no XML.
    private static void SkipToEnd(XmlDictionaryReader reader, int depth, MalformedRmException failure)
    {
        if (reader.NodeType == XmlNodeType.Element && reader.Depth == depth)
        {
            throw new XmlException(failure.InnerException?.Message ?? failure.Message, failure.InnerException);
        }

        while (reader.Depth > depth)
        {
            if (!reader.Read())
            {
                throw new XmlException("The message ends inside a header.");
            }
        }

        if (reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth)
        {
            reader.ReadEndElement();
        }
    }
}

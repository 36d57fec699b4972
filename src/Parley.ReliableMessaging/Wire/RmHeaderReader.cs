using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Reads the headers Sequence and AckRequested. Children that are not known are passed over. The reader stands on the header's element.</summary>
internal static class RmHeaderReader
{
    public static SequenceInfo ReadSequence(XmlDictionaryReader reader, Wsrm wsrm, bool mustUnderstand)
    {
        string? identifier = null;
        try
        {
            reader.ReadFullStartElement(WsrmNames.Sequence, wsrm.Namespace);
            identifier = RmXml.ReadIdentifier(reader, wsrm);
            if (!RmXml.IsOn(reader, wsrm, WsrmNames.MessageNumber))
            {
                throw new XmlException("MessageNumber does not follow Identifier.");
            }

            var number = RmXml.ReadElement(reader, WsrmNames.MessageNumber, 1);
            var isLast = false;
            while (reader.IsStartElement())
            {
                if (!wsrm.Is11 && RmXml.IsOn(reader, wsrm, WsrmNames.LastMessage))
                {
                    RmXml.ReadMark(reader);
                    isLast = true;
                }
                else
                {
                    reader.Skip();
                }
            }

            reader.ReadEndElement();
            return new SequenceInfo(identifier, number, isLast, mustUnderstand);
        }
        catch (Exception e) when (RmXml.IsMalformed(e))
        {
            throw new MalformedRmException(wsrm, WsrmNames.Sequence.Value, identifier, e.Message, e);
        }
    }

    public static string ReadAckRequested(XmlDictionaryReader reader, Wsrm wsrm)
    {
        string? identifier = null;
        try
        {
            reader.ReadFullStartElement(WsrmNames.AckRequested, wsrm.Namespace);
            identifier = RmXml.ReadIdentifier(reader, wsrm);

            // 1.0 allows the number of the message that asks; it says nothing that matters.
            RmXml.SkipToEnd(reader);
            return identifier;
        }
        catch (Exception e) when (RmXml.IsMalformed(e))
        {
            throw new MalformedRmException(wsrm, WsrmNames.AckRequested.Value, identifier, e.Message, e);
        }
    }
}

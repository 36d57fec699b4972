using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>The Sequence header: a message's place in its sequence. WS-ReliableMessaging 1.1, section 3.7.</summary>
internal sealed class SequenceHeader(Wsrm wsrm, string identifier, long number, bool isLast = false)
    : RmHeader(wsrm, WsrmNames.Sequence, mustUnderstand: true)
{
    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        RmXml.WriteIdentifier(writer, Wsrm, identifier, WsrmNames.Prefix);
        writer.WriteStartElement(WsrmNames.Prefix, WsrmNames.MessageNumber, Wsrm.Namespace);
        writer.WriteValue(number);
        writer.WriteEndElement();
        if (isLast && !Wsrm.Is11)
        {
            RmXml.WriteEmpty(writer, Wsrm, WsrmNames.LastMessage);
        }
    }
}

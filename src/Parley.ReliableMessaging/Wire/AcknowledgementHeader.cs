using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>The SequenceAcknowledgement header: what has arrived of a sequence. WS-ReliableMessaging 1.1, section 3.9.</summary>
internal sealed class AcknowledgementHeader(Wsrm wsrm, Acknowledgement acknowledgement, bool mustUnderstand = false)
    : RmHeader(wsrm, WsrmNames.SequenceAcknowledgement, mustUnderstand)
{
    public Acknowledgement Acknowledgement => acknowledgement;

    /// <summary>Writes what stands in the element; the same in the detail of a fault.</summary>
    public static void WriteContents(XmlDictionaryWriter writer, Wsrm wsrm, Acknowledgement acknowledgement)
    {
        RmXml.WriteIdentifier(writer, wsrm, acknowledgement.Identifier, WsrmNames.Prefix);
        var ranges = acknowledgement.Ranges;
        for (var i = 0; i < ranges.Count; i++)
        {
            WriteRange(writer, wsrm, ranges[i]);
        }

        if (ranges.Count == 0)
        {
            if (wsrm.Is11)
            {
                RmXml.WriteEmpty(writer, wsrm, WsrmNames.None);
            }
            else
            {
                // 1.0 has no word for nothing.
                WriteRange(writer, wsrm, default);
            }
        }

        if (acknowledgement.IsFinal && wsrm.Is11)
        {
            RmXml.WriteEmpty(writer, wsrm, WsrmNames.Final);
        }

        if (acknowledgement.BufferRemaining is { } bufferRemaining)
        {
            writer.WriteStartElement(WsrmNames.ExtensionPrefix, WsrmNames.BufferRemaining, WsrmNames.ExtensionNamespace);
            writer.WriteValue(bufferRemaining);
            writer.WriteEndElement();
        }
    }

    internal override bool TryWriteBytes(in HeaderByteWriter writer) => !MustUnderstand && RmHeaderForms.TryWrite(writer, acknowledgement);

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
        => WriteContents(writer, Wsrm, acknowledgement);

    private static void WriteRange(XmlDictionaryWriter writer, Wsrm wsrm, AckRange range)
    {
        writer.WriteStartElement(WsrmNames.Prefix, WsrmNames.AcknowledgementRange, wsrm.Namespace);
        WriteNumber(writer, WsrmNames.Lower, range.Lower);
        WriteNumber(writer, WsrmNames.Upper, range.Upper);
        writer.WriteEndElement();
    }

    private static void WriteNumber(XmlDictionaryWriter writer, XmlDictionaryString name, long number)
    {
        writer.WriteStartAttribute(name, XmlDictionaryString.Empty);
        writer.WriteValue(number);
        writer.WriteEndAttribute();
    }
}

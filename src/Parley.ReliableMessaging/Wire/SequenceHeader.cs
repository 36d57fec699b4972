using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>The Sequence header: a message's place in its sequence. WS-ReliableMessaging 1.1, section 3.7.</summary>
internal sealed class SequenceHeader(Wsrm wsrm, in SequenceInfo sequence) : RmHeader(wsrm, WsrmNames.Sequence, sequence.MustUnderstand)
{
    private readonly SequenceInfo _sequence = sequence;

    public ref readonly SequenceInfo Sequence => ref _sequence;

    internal override bool TryWriteBytes(in HeaderByteWriter writer) => RmHeaderForms.TryWrite(writer, _sequence, Wsrm);

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        RmXml.WriteIdentifier(writer, Wsrm, _sequence.Identifier, WsrmNames.Prefix);
        writer.WriteStartElement(WsrmNames.Prefix, WsrmNames.MessageNumber, Wsrm.Namespace);
        writer.WriteValue(_sequence.Number);
        writer.WriteEndElement();
        if (_sequence.IsLast && !Wsrm.Is11)
        {
            RmXml.WriteEmpty(writer, Wsrm, WsrmNames.LastMessage);
        }
    }
}

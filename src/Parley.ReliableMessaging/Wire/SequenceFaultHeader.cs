using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// The SequenceFault header, where SOAP 1.1 says what SOAP 1.2 says in the fault itself: the code, and the detail, which 1.1 wraps.
/// WS-ReliableMessaging 1.1, section 4.1.
/// </summary>
internal sealed class SequenceFaultHeader(Wsrm wsrm, SequenceFault fault) : RmHeader(wsrm, WsrmNames.SequenceFault)
{
    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        RmXml.WriteStart(writer, Wsrm, WsrmNames.FaultCode, WsrmNames.Prefix);
        writer.WriteQualifiedName(RmFaults.NameOf(fault.Code), Wsrm.Namespace);
        writer.WriteEndElement();
        if (Wsrm.Is11)
        {
            if (fault.Identifier is null && fault.Acknowledgement is null)
            {
                return;
            }

            RmXml.WriteStart(writer, Wsrm, WsrmNames.Detail, WsrmNames.Prefix);
            RmFaults.WriteDetail(writer, Wsrm, fault);
            writer.WriteEndElement();
        }
        else
        {
            RmFaults.WriteDetail(writer, Wsrm, fault);
        }
    }
}

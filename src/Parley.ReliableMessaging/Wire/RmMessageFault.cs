using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A fault of the protocol as SOAP sees it.</summary>
internal sealed class RmMessageFault(SequenceFault fault, FaultCode code, Wsrm wsrm, bool hasDetail) : MessageFault
{
    public override FaultCode Code => code;

    public override bool HasDetail => hasDetail;

    public override FaultReason Reason { get; } = new(fault.Reason);

    protected override void OnWriteDetailContents(XmlDictionaryWriter writer) => RmFaults.WriteDetail(writer, wsrm, fault);
}

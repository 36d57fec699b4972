using System.Xml;

namespace Parley.Channels;

/// <summary>A fault of WS-Addressing 1.0 whose detail names the header that is wrong. SOAP Binding section 6.3.</summary>
internal sealed class ProblemHeaderFault(FaultCode code, FaultReason reason, string headerName) : MessageFault
{
    public override FaultCode Code => code;

    public override FaultReason Reason => reason;

    public override bool HasDetail => true;

    protected override void OnWriteDetailContents(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(WireNames.AddressingPrefix, WireNames.ProblemHeaderQName, NbfsDictionary.Addressing10Namespace);
        writer.WriteString(WireNames.AddressingPrefix + ":" + headerName);
        writer.WriteEndElement();
    }
}

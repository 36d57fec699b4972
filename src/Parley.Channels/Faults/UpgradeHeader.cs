using System.Xml;

namespace Parley.Channels;

/// <summary>The header of a fault that names the version of SOAP that the receiver speaks. SOAP 1.2 part 1 section 5.4.7.</summary>
internal sealed class UpgradeHeader(EnvelopeVersion supported) : MessageHeader
{
    public override string Name => WireNames.Upgrade.Value;

    public override string Namespace => EnvelopeVersion.Soap12.Namespace.Value;

    protected override void OnWriteStartHeader(XmlDictionaryWriter writer, MessageVersion messageVersion)
        => writer.WriteStartElement(null, WireNames.Upgrade, NbfsDictionary.Soap12Namespace);

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        writer.WriteStartElement(null, WireNames.SupportedEnvelope, NbfsDictionary.Soap12Namespace);
        writer.WriteXmlnsAttribute("v", supported.Namespace);
        writer.WriteAttributeString(WireNames.QName, WireNames.Empty, "v:Envelope");
        writer.WriteEndElement();
    }
}

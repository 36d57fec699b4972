using System.Xml;

namespace Parley.Channels;

/// <summary>The header of a fault that names a header which was not understood. SOAP 1.2 part 1 section 5.4.8.</summary>
internal sealed class NotUnderstoodHeader(string name, string ns) : MessageHeader
{
    public override string Name => WireNames.NotUnderstood.Value;

    public override string Namespace => EnvelopeVersion.Soap12.Namespace.Value;

    public override bool IsMessageVersionSupported(MessageVersion messageVersion)
    {
        ArgumentNullException.ThrowIfNull(messageVersion);
        return messageVersion.Envelope == EnvelopeVersion.Soap12;
    }

    protected override void OnWriteStartHeader(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        writer.WriteStartElement(WireNames.EnvelopePrefix, WireNames.NotUnderstood, NbfsDictionary.Soap12Namespace);
        if (ns.Length == 0)
        {
            writer.WriteAttributeString(WireNames.QName, WireNames.Empty, name);
            return;
        }

        var prefix = writer.LookupPrefix(ns) is { Length: > 0 } known ? known : "b";
        writer.WriteAttributeString(WireNames.QName, WireNames.Empty, prefix + ":" + name);
        if (prefix == "b")
        {
            writer.WriteXmlnsAttribute(prefix, ns);
        }
    }

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
    }
}

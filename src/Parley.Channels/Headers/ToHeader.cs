using System.Xml;

namespace Parley.Channels;

/// <summary>wsa:To: where the message goes.</summary>
internal sealed class ToHeader(Uri to, XmlDictionaryString address, AddressingVersion version, bool mustUnderstand = true)
    : AddressingHeader(AddressingHeaderKind.To, version, mustUnderstand)
{
    public Uri To => to;

    /// <summary>The address as it is written.</summary>
    public XmlDictionaryString Address => address;

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
        => writer.WriteString(address);
}

using System.Xml;

namespace Parley.Channels;

/// <summary>An address header in a message.</summary>
internal sealed class ReferenceParameterHeader(AddressHeader header) : MessageHeader
{
    public override string Name => header.Name;

    public override string Namespace => header.Namespace;

    public override bool IsReferenceParameter => true;

    protected override void OnWriteStartHeader(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        header.WriteStartAddressHeader(writer);
        WriteHeaderAttributes(writer, messageVersion);
    }

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
        => header.WriteAddressHeaderContents(writer);
}

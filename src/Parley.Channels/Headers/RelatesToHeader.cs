using System.Xml;

namespace Parley.Channels;

/// <summary>wsa:RelatesTo: the message that this one belongs to. Without a relationship it is the reply to that message.</summary>
internal sealed class RelatesToHeader(UniqueId relatesTo, string? relationship, AddressingVersion version, bool mustUnderstand = false)
    : AddressingHeader(AddressingHeaderKind.RelatesTo, version, mustUnderstand)
{
    public UniqueId RelatesTo => relatesTo;

    public bool IsReply => relationship is null;

    protected override void OnWriteMoreAttributes(XmlDictionaryWriter writer)
    {
        if (relationship is not null)
        {
            writer.WriteAttributeString(WireNames.RelationshipType, WireNames.Empty, relationship);
        }
    }

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion) => writer.WriteValue(relatesTo);
}

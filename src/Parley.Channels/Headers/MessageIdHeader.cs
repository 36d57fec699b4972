using System.Xml;

namespace Parley.Channels;

/// <summary>wsa:MessageID: the message's own name.</summary>
internal sealed class MessageIdHeader(UniqueId messageId, AddressingVersion version, bool mustUnderstand = false)
    : AddressingHeader(AddressingHeaderKind.MessageId, version, mustUnderstand)
{
    public UniqueId MessageId => messageId;

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion) => writer.WriteValue(messageId);
}

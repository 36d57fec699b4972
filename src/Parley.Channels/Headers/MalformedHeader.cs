using System.Xml;

namespace Parley.Channels;

/// <summary>An addressing header that could not be read. Asking for its value throws; the rest of the message stays usable, so that a fault can be sent.</summary>
internal sealed class MalformedHeader(AddressingHeaderKind kind, AddressingVersion version, bool mustUnderstand, string reason)
    : AddressingHeader(kind, version, mustUnderstand)
{
    public MessageHeaderException CreateException() => new(reason, Name, Namespace);

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion) => throw CreateException();
}

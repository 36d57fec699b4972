using System.Xml;

namespace Parley.Channels;

/// <summary>A header of WS-Addressing, with its value understood. Immutable, so that frequent ones are shared by messages.</summary>
internal abstract class AddressingHeader(AddressingHeaderKind kind, AddressingVersion version, bool mustUnderstand, string actor = "") : MessageHeader
{
    public AddressingHeaderKind Kind => kind;

    public AddressingVersion Version => version;

    public sealed override string Name => AddressingHeaderNames.Of(kind).Value;

    public sealed override string Namespace => version.Namespace.Value;

    public sealed override bool MustUnderstand => mustUnderstand;

    public sealed override string Actor => actor;

    public sealed override bool IsMessageVersionSupported(MessageVersion messageVersion)
    {
        ArgumentNullException.ThrowIfNull(messageVersion);
        return messageVersion.Addressing == version;
    }

    protected sealed override void OnWriteStartHeader(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        writer.WriteStartElement(
            version == AddressingVersion.None ? null : WireNames.AddressingPrefix, AddressingHeaderNames.Of(kind), version.Namespace);
        WriteHeaderAttributes(writer, messageVersion);
        OnWriteMoreAttributes(writer);
    }

    protected virtual void OnWriteMoreAttributes(XmlDictionaryWriter writer)
    {
    }
}

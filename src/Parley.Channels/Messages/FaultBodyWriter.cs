using System.Xml;

namespace Parley.Channels;

/// <summary>Writes a fault as a body.</summary>
internal sealed class FaultBodyWriter(MessageFault fault, EnvelopeVersion version) : BodyWriter(isBuffered: true)
{
    internal override bool IsFault => true;

    protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => fault.WriteTo(writer, version);
}

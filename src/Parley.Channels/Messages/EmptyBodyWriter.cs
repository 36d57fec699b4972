using System.Xml;

namespace Parley.Channels;

/// <summary>Writes nothing.</summary>
internal sealed class EmptyBodyWriter() : BodyWriter(isBuffered: true)
{
    public static EmptyBodyWriter Instance { get; } = new();

    internal override bool IsEmpty => true;

    protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
    {
    }
}

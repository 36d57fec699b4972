using System.Xml;

namespace Parley.Channels;

/// <summary>Writes a body that is kept in memory, inside one wrapping element.</summary>
internal sealed class BufferedBodyWriter(InfosetBuffer buffer, bool isFault) : BodyWriter(isBuffered: true)
{
    internal override bool IsFault => isFault;

    protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
    {
        using var reader = buffer.OpenReader();
        if (reader.IsEmptyElement)
        {
            return;
        }

        reader.Read();
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            writer.WriteNode(reader, defattr: false);
        }
    }
}

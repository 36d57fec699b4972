using System.Xml;

namespace Parley.Channels;

/// <summary>Writes a body that a reader gives, once.</summary>
internal sealed class ReaderBodyWriter(XmlDictionaryReader reader) : BodyWriter(isBuffered: false)
{
    protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
    {
        using (reader)
        {
            var type = reader.MoveToContent();
            while (!reader.EOF && type != XmlNodeType.EndElement)
            {
                writer.WriteNode(reader, defattr: false);
                type = reader.MoveToContent();
            }
        }
    }
}

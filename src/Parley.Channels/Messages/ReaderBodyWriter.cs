using System.Xml;

namespace Parley.Channels;

/// <summary>Writes a body that a reader gives, once.</summary>
internal sealed class ReaderBodyWriter(XmlDictionaryReader reader, EnvelopeVersion version) : BodyWriter(isBuffered: false)
{
    internal override bool IsFault { get; } = version != EnvelopeVersion.None && reader.IsStartElement(NbfsDictionary.Fault, version.Namespace);

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

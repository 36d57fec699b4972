using System.Xml;

namespace Parley.Channels;

/// <summary>
/// A body that has been written already: the bytes of the Body element, with its tags, in the form in which an encoder writes it. An encoder
/// of that form copies the bytes into the message; any other writer gets what they say.
/// </summary>
internal sealed class EncodedBody(BodyForm form, byte[] element, bool isEmpty, bool isFault) : BodyWriter(isBuffered: true)
{
    /// <summary>The form of the bytes.</summary>
    public BodyForm Form => form;

    /// <summary>The Body element. Not to be changed.</summary>
    public ReadOnlySpan<byte> Element => element;

    internal override bool IsEmpty => isEmpty;

    internal override bool IsFault => isFault;

    internal override void WriteBodyAttributes(XmlDictionaryWriter writer, MessageVersion version)
    {
        using var reader = OpenBody();
        writer.WriteAttributes(reader, defattr: false);
    }

    protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
    {
        using var reader = OpenBody();
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

    private XmlDictionaryReader OpenBody()
    {
        var reader = form.OpenReader([.. form.EnvelopeStart, .. element, .. form.EnvelopeEnd]);
        reader.ReadStartElement();
        reader.MoveToContent();
        return reader;
    }
}

using System.Xml;

namespace Parley.Channels;

/// <summary>
/// A body that has been written already: the bytes of the Body element, with its tags, in the form in which an encoder writes it. An encoder
/// of that form copies the bytes into the message; any other writer gets what they say.
/// </summary>
internal sealed class EncodedBody(BodyForm form) : BodyWriter(isBuffered: true)
{
    /// <summary>Memory for a larger body is not kept for the next.</summary>
    private const int MostKept = 1024;

    private byte[] _bytes = [];
    private int _count;
    private bool _isFault;

    /// <summary>The form of the bytes.</summary>
    public BodyForm Form => form;

    /// <summary>The Body element.</summary>
    public ReadOnlySpan<byte> Element => _bytes.AsSpan(0, _count);

    internal override bool IsEmpty => false;

    internal override bool IsFault => _isFault;

    /// <summary>Takes a body in the place of the one before, which nobody may be using any more.</summary>
    /// <param name="element">The Body element, with its tags, not empty; it is copied.</param>
    /// <param name="isFault">True for a fault.</param>
    public void Set(ReadOnlySpan<byte> element, bool isFault)
    {
        if (_bytes.Length < element.Length || _bytes.Length > MostKept)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(element.Length);
        }

        element.CopyTo(_bytes);
        _count = element.Length;
        _isFault = isFault;
    }

    /// <summary>Lets go of much memory.</summary>
    public void Trim()
    {
        if (_bytes.Length > MostKept)
        {
            _bytes = [];
            _count = 0;
        }
    }

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
        var reader = form.OpenReader([.. form.EnvelopeStart, .. Element, .. form.EnvelopeEnd]);
        reader.ReadStartElement();
        reader.MoveToContent();
        return reader;
    }
}

using System.Xml;

namespace Parley.Channels;

/// <summary>A piece of XML kept in memory as binary XML, to be read as often as wanted. Prefixes are kept.</summary>
internal sealed class InfosetBuffer
{
    private readonly byte[] _bytes;
    private readonly int _length;

    internal InfosetBuffer(byte[] bytes, int length)
    {
        _bytes = bytes;
        _length = length;
    }

    /// <summary>How many bytes the buffer holds.</summary>
    public int Length => _length;

    /// <summary>Keeps the element that the reader stands on and moves the reader past it.</summary>
    /// <exception cref="QuotaExceededException">The element is larger than <paramref name="maxSize"/> bytes.</exception>
    public static InfosetBuffer Copy(XmlDictionaryReader reader, int maxSize)
    {
        var writer = InfosetWriter.Start(maxSize);
        writer.Writer.WriteNode(reader, defattr: false);
        return writer.ToBuffer();
    }

    /// <summary>A new reader that stands on the first element.</summary>
    public XmlDictionaryReader OpenReader()
    {
        var reader = XmlDictionaryReader.CreateBinaryReader(
            _bytes, 0, _length, NbfsDictionary.Instance, XmlDictionaryReaderQuotas.Max);
        reader.MoveToContent();
        return reader;
    }

    /// <summary>A new reader that stands on what is inside the first element, or inside the first child of it, and so on.</summary>
    public XmlDictionaryReader OpenInside(int depth)
    {
        var reader = OpenReader();
        for (var i = 0; i < depth; i++)
        {
            reader.ReadStartElement();
        }

        reader.MoveToContent();
        return reader;
    }
}

using System.Buffers;

namespace Parley.Channels;

/// <summary>
/// The long texts of an XML document in UTF-8, taken out of it: what an XML reader would go through byte by byte can be converted in
/// one piece. In the document that is left, each of them is a CDATA section, of which there is no other: a document that has one of its
/// own, or a comment, is left alone.
/// </summary>
internal sealed class LongTexts
{
    private const int SmallestDocument = 2048;
    private const int SmallestText = 1024;

    // Text that means itself: ASCII without markup, without line ends that XML would change, and without what could end a CDATA section.
    private static readonly SearchValues<byte> _plain = SearchValues.Create([(byte)'\t', (byte)'\n', .. PlainAscii()]);

    private readonly List<ArraySegment<byte>> _texts = [];

    /// <summary>The texts in the document's order.</summary>
    public IReadOnlyList<ArraySegment<byte>> Texts => _texts;

    private static ReadOnlySpan<byte> Placeholder => "<![CDATA[.]]>"u8;

    /// <summary>Finds the long texts of a document that are the whole content of an element. Null when there are none.</summary>
    public static LongTexts? Find(ArraySegment<byte> document)
    {
        if (document.Count < SmallestDocument)
        {
            return null;
        }

        LongTexts? found = null;
        ReadOnlySpan<byte> xml = document;
        var position = 0;
        while (true)
        {
            var open = xml[position..].IndexOf((byte)'<') + position;
            if (open < position || open + 1 == xml.Length)
            {
                return found;
            }

            var kind = xml[open + 1];
            if (kind == (byte)'!')
            {
                return null;
            }

            var close = FindTagEnd(xml, open);
            if (close < 0)
            {
                return found;
            }

            position = close + 1;
            if (kind is (byte)'/' or (byte)'?' || xml[close - 1] == (byte)'/')
            {
                continue;
            }

            var length = xml[position..].IndexOfAnyExcept(_plain);
            if (length >= SmallestText && xml[position] > (byte)' ' && xml[(position + length)..].StartsWith("</"u8))
            {
                (found ??= new LongTexts())._texts.Add(document.Slice(position, length));
                position += length;
            }
        }
    }

    /// <summary>How large the document is without the texts.</summary>
    public int SizeOfRest(ArraySegment<byte> document)
    {
        var size = document.Count;
        foreach (var text in _texts)
        {
            size += Placeholder.Length - text.Count;
        }

        return size;
    }

    /// <summary>Writes the document without the texts.</summary>
    public void CopyRest(ArraySegment<byte> document, Span<byte> destination)
    {
        var position = document.Offset;
        foreach (var text in _texts)
        {
            var before = document.Array.AsSpan(position, text.Offset - position);
            before.CopyTo(destination);
            Placeholder.CopyTo(destination[before.Length..]);
            destination = destination[(before.Length + Placeholder.Length)..];
            position = text.Offset + text.Count;
        }

        document.Array.AsSpan(position, document.Offset + document.Count - position).CopyTo(destination);
    }

    // A value of an attribute may hold the character that ends a tag.
    private static int FindTagEnd(ReadOnlySpan<byte> xml, int position)
    {
        while (true)
        {
            var next = xml[position..].IndexOfAny((byte)'>', (byte)'"', (byte)'\'');
            if (next < 0)
            {
                return -1;
            }

            position += next;
            if (xml[position] == (byte)'>')
            {
                return position;
            }

            var quote = xml[(position + 1)..].IndexOf(xml[position]);
            if (quote < 0)
            {
                return -1;
            }

            position += quote + 2;
        }
    }

    private static byte[] PlainAscii() =>
        [.. Enumerable.Range(0x20, 0x7F - 0x20).Select(code => (byte)code).Where(code => code is not ((byte)'<' or (byte)'&' or (byte)']'))];
}

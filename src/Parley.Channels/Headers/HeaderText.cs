using System.Xml;

namespace Parley.Channels;

/// <summary>Reads short texts without a new string for each, when they were met before.</summary>
internal static class HeaderText
{
    private const int BufferSize = 512;

    [ThreadStatic]
    private static char[]? _buffer;

    /// <summary>The text from where the reader stands to the next end tag; the reader stops there.</summary>
    public static string Read(XmlDictionaryReader reader)
    {
        if (reader.NodeType != XmlNodeType.Text)
        {
            return reader.ReadContentAsString();
        }

        string text;
        if (reader.TryGetValueAsDictionaryString(out var known))
        {
            text = known.Value;
        }
        else if (reader.CanReadValueChunk)
        {
            text = ReadChunks(reader);
        }
        else
        {
            return reader.ReadContentAsString();
        }

        reader.Read();
        return reader.NodeType == XmlNodeType.EndElement ? text : text + reader.ReadContentAsString();
    }

    private static string ReadChunks(XmlDictionaryReader reader)
    {
        var buffer = _buffer ??= new char[BufferSize];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = reader.ReadValueChunk(buffer, length, buffer.Length - length);
            if (read == 0)
            {
                return AddressCache.GetString(buffer.AsSpan(0, length));
            }

            length += read;
        }

        return string.Concat(buffer.AsSpan(), reader.Value);
    }
}

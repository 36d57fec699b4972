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

    /// <summary>The text from where the reader stands to the next end tag, as a unique identifier; the reader stops there.</summary>
    /// <exception cref="FormatException">It is empty.</exception>
    public static UniqueId ReadUniqueId(XmlDictionaryReader reader)
    {
        if (reader.NodeType != XmlNodeType.Text || !reader.CanReadValueChunk || reader.ValueType == typeof(UniqueId))
        {
            return reader.ReadContentAsUniqueId();
        }

        var buffer = _buffer ??= new char[BufferSize];
        var length = Fill(reader, buffer);
        if (length == buffer.Length)
        {
            return new UniqueId((string.Concat(buffer.AsSpan(), reader.ReadContentAsString())).Trim());
        }

        reader.Read();
        if (reader.NodeType != XmlNodeType.EndElement)
        {
            return new UniqueId(string.Concat(buffer.AsSpan(0, length), reader.ReadContentAsString()).Trim());
        }

        var start = 0;
        while (length > 0 && char.IsWhiteSpace(buffer[start]))
        {
            start++;
            length--;
        }

        while (length > 0 && char.IsWhiteSpace(buffer[start + length - 1]))
        {
            length--;
        }

        return length > 0 ? new UniqueId(buffer, start, length) : throw new FormatException("A unique identifier is empty.");
    }

    private static int Fill(XmlDictionaryReader reader, char[] buffer)
    {
        var length = 0;
        while (length < buffer.Length)
        {
            var read = reader.ReadValueChunk(buffer, length, buffer.Length - length);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return length;
    }

    private static string ReadChunks(XmlDictionaryReader reader)
    {
        var buffer = _buffer ??= new char[BufferSize];
        var length = Fill(reader, buffer);
        if (length < buffer.Length)
        {
            return AddressCache.GetString(buffer.AsSpan(0, length));
        }

        var text = string.Concat(buffer.AsSpan(), reader.Value);
        var max = reader.Quotas.MaxStringContentLength;
        return text.Length <= max ? text : throw QuotaExceeded.StringContentLength(max);
    }
}

using System.Xml;

namespace Parley.Channels;

/// <summary>The bytes that an <c>xop:Include</c> stands for: in memory, or still to be read from the package's stream.</summary>
internal sealed class XopPart
{
    private readonly MimeReader? _live;
    private ReadOnlyMemory<byte> _memory;

    public XopPart(ReadOnlyMemory<byte> content) => _memory = content;

    public XopPart(MimeReader live) => _live = live;

    /// <summary>How many bytes are left; null when only the stream knows.</summary>
    public int? Length => _live is null ? _memory.Length : null;

    /// <summary>Reads some of the bytes; 0 at their end.</summary>
    public int Read(Span<byte> destination)
    {
        if (_live is not null)
        {
            return _live.ReadContent(destination);
        }

        var count = Math.Min(destination.Length, _memory.Length);
        _memory.Span[..count].CopyTo(destination);
        _memory = _memory[count..];
        return count;
    }

    /// <summary>Reads all that is left, into an array of its own; null when that is more than <paramref name="maxLength"/> bytes.</summary>
    public byte[]? ReadToEnd(int maxLength)
    {
        if (_live is not null)
        {
            return ReadToEnd(_live, maxLength);
        }

        if (_memory.Length > maxLength)
        {
            return null;
        }

        var all = _memory.ToArray();
        _memory = default;
        return all;
    }

    /// <summary>Reads what is left of a part's content; null when that is more than <paramref name="maxLength"/> bytes.</summary>
    public static byte[]? ReadToEnd(MimeReader reader, int maxLength)
    {
        var buffer = new byte[4096];
        var length = 0;
        while (true)
        {
            var read = reader.ReadContent(buffer.AsSpan(length));
            if (read == 0)
            {
                return length > maxLength ? null : buffer.AsSpan(0, length).ToArray();
            }

            length += read;
            if (length > maxLength)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, 2L * buffer.Length));
            }
        }
    }

    /// <summary>Undoes a part's transfer encoding.</summary>
    public static byte[] DecodeBase64(ReadOnlySpan<byte> content)
    {
        try
        {
            return Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(content));
        }
        catch (FormatException exception)
        {
            throw new XmlException("A MIME part of the MTOM message is not valid base64.", exception);
        }
    }
}

using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// Reads the parts of a MIME multipart body one after the other, RFC 2046 section 5.1.1:
/// <code>
/// [preamble CRLF] "--" boundary CRLF part *( CRLF "--" boundary CRLF part ) CRLF "--" boundary "--" [epilogue]
/// part = *( header CRLF ) CRLF content
/// </code>
/// The body is a buffer, or a stream that is read as the parts are.
/// </summary>
internal sealed class MimeReader
{
    private const int StreamBufferSize = 8192;
    private const int MaxBoundaryPadding = 256;
    private readonly Stream? _source;
    private readonly int _maxBufferSize;
    private byte[] _buffer;
    private int _start;
    private int _end;

    // Up to here the buffer holds content of the current part; after it a delimiter when _delimiterFound, else bytes not looked at yet.
    private int _contentEnd;
    private bool _delimiterFound;
    private int _afterDelimiter;
    private bool _lastDelimiter;
    private byte[] _delimiter = [];

    /// <summary>Reads from a buffer that stays the caller's.</summary>
    public MimeReader(ArraySegment<byte> body, int maxBufferSize)
    {
        _buffer = body.Array ?? [];
        _start = body.Offset;
        _end = body.Offset + body.Count;
        _contentEnd = _start;
        _maxBufferSize = maxBufferSize;
    }

    /// <summary>Reads from a stream that stays the caller's.</summary>
    public MimeReader(Stream source, int maxBufferSize)
    {
        _source = source;
        _buffer = GC.AllocateUninitializedArray<byte>(StreamBufferSize);
        _maxBufferSize = maxBufferSize;
    }

    /// <summary>Reads the headers that stand in front of the multipart body when the transport has not taken them.</summary>
    public MimePartHeaders ReadMessageHeaders() => ReadHeaders();

    /// <summary>Moves to the first part's delimiter.</summary>
    public void Start(string boundary)
    {
        if (boundary.Length is 0 or > 70)
        {
            throw new XmlException("The boundary of the MTOM message is empty, or longer than 70 characters.");
        }

        _delimiter = Encoding.UTF8.GetBytes("\r\n--" + boundary);
        _contentEnd = _start;
        _delimiterFound = false;
        var dashBoundary = _delimiter.AsSpan(2);
        while (_end - _start < dashBoundary.Length && Fill())
        {
        }

        // At the very beginning the delimiter has no line break in front.
        if (_buffer.AsSpan(_start, _end - _start).StartsWith(dashBoundary) && IsDelimiter(-2))
        {
            return;
        }

        SkipContent();
    }

    /// <summary>Skips what is left of the current part and reads the next one's headers.</summary>
    /// <returns>Null after the last part.</returns>
    public MimePartHeaders? ReadNextPart()
    {
        SkipContent();
        if (_lastDelimiter)
        {
            return null;
        }

        _start = _contentEnd = _afterDelimiter;
        _delimiterFound = false;
        return ReadHeaders();
    }

    /// <summary>Reads some of the current part's content, as it stands in the body.</summary>
    /// <returns>0 at the content's end.</returns>
    public int ReadContent(Span<byte> destination)
    {
        if (destination.IsEmpty || !FindContent())
        {
            return 0;
        }

        var count = Math.Min(destination.Length, _contentEnd - _start);
        _buffer.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        return count;
    }

    /// <summary>
    /// Takes the rest of the current part's content without copying it. Only for a reader over a buffer, whose bytes stay where they are.
    /// </summary>
    public ArraySegment<byte> TakeContent()
    {
        // Without a source, FindContent stops short of the delimiter only once, and then finds it.
        var from = _start;
        SkipContent();
        return new ArraySegment<byte>(_buffer, from, _contentEnd - from);
    }

    private void SkipContent()
    {
        while (FindContent())
        {
            _start = _contentEnd;
        }
    }

    /// <summary>Makes content available between _start and _contentEnd; false when the part has no more.</summary>
    private bool FindContent()
    {
        var from = _start;
        while (_start == _contentEnd && !_delimiterFound)
        {
            var at = _buffer.AsSpan(from, _end - from).IndexOf(_delimiter);
            if (at < 0)
            {
                var safe = _end - (_delimiter.Length - 1);
                if (safe > _start)
                {
                    _contentEnd = safe;
                    continue;
                }

                var offset = from - _start;
                if (!Fill())
                {
                    throw Truncated();
                }

                from = _start + offset;
                continue;
            }

            var position = from + at - _start;
            if (!IsDelimiter(position))
            {
                from = _start + position + 1;
            }
        }

        return _start < _contentEnd;
    }

    /// <summary>
    /// Looks at what follows a delimiter's bytes <paramref name="position"/> bytes after _start: <c>"--"</c>, or white space and a line break;
    /// anything else is content that only begins like the delimiter.
    /// </summary>
    private bool IsDelimiter(int position)
    {
        var next = position + _delimiter.Length;
        for (var padding = 0; padding < MaxBoundaryPadding; padding++)
        {
            while (_end - _start < next + 2)
            {
                if (!Fill())
                {
                    throw Truncated();
                }
            }

            var two = _buffer.AsSpan(_start + next, 2);
            if (two.SequenceEqual("\r\n"u8) || (padding == 0 && two.SequenceEqual("--"u8)))
            {
                _contentEnd = _start + Math.Max(position, 0);
                _afterDelimiter = _start + next + 2;
                _delimiterFound = true;
                _lastDelimiter = two[0] == (byte)'-';
                return true;
            }

            if (two[0] is not ((byte)' ' or (byte)'\t'))
            {
                return false;
            }

            next++;
        }

        return false;
    }

    private MimePartHeaders ReadHeaders()
    {
        var scanned = 0;
        while (true)
        {
            var available = _buffer.AsSpan(_start, _end - _start);
            if (available.StartsWith("\r\n"u8))
            {
                _start = _contentEnd = _start + 2;
                return MimePartHeaders.Parse(default);
            }

            var end = available[scanned..].IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                end += scanned;
                if (end > _maxBufferSize)
                {
                    throw QuotaExceeded.MtomBufferSize(_maxBufferSize);
                }

                _start = _contentEnd = _start + end + 4;
                return MimePartHeaders.Parse(available[..end]);
            }

            scanned = Math.Max(0, available.Length - 3);
            if (!Fill())
            {
                throw Truncated();
            }
        }
    }

    private bool Fill()
    {
        if (_source is null)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _contentEnd -= _start;
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= _maxBufferSize)
            {
                throw QuotaExceeded.MtomBufferSize(_maxBufferSize);
            }

            Array.Resize(ref _buffer, (int)Math.Min(_maxBufferSize, 2L * _buffer.Length));
        }

        var read = _source.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }

    private static XmlException Truncated() => new("The MTOM message ends before the last MIME boundary.");
}

using System.Text;
using System.Text.Unicode;

namespace Parley.Channels.Framing;

/// <summary>What reading a text has come to.</summary>
internal enum LengthPrefixedTextStatus
{
    NeedMore,
    Done,
    TooLong,
    Malformed,
}

/// <summary>Reads a length and so many bytes of UTF-8, in whatever pieces they come.</summary>
/// <remarks>
/// <code>
///   +----------------+---------------------+
///   | MultiByteInt31 | UTF-8 …             |
///   +----------------+---------------------+
/// </code>
/// Nothing is kept for a text that comes in one piece, and never more than the limit.
/// </remarks>
internal struct LengthPrefixedText
{
    private const int NoLength = -1;

    private byte[]? _bytes;
    private int _length = NoLength;
    private int _filled;
    private int _prefix;
    private int _prefixBytes;

    public LengthPrefixedText()
    {
    }

    /// <summary>Takes the bytes that belong to the text.</summary>
    /// <param name="input">The bytes that have come.</param>
    /// <param name="maxBytes">The longest text that is accepted, in bytes.</param>
    /// <param name="text">The text, once it is done.</param>
    /// <param name="consumed">How many bytes were taken.</param>
    public LengthPrefixedTextStatus Feed(ReadOnlySpan<byte> input, int maxBytes, out string text, out int consumed)
    {
        text = string.Empty;
        consumed = 0;
        while (_length == NoLength)
        {
            if (consumed == input.Length)
            {
                return LengthPrefixedTextStatus.NeedMore;
            }

            var next = input[consumed++];
            if (_prefixBytes == MultiByteInt31.MaxLength - 1 && next > 0x07)
            {
                return LengthPrefixedTextStatus.Malformed;
            }

            _prefix |= (next & 0x7F) << (7 * _prefixBytes++);
            if (next < 0x80)
            {
                _length = _prefix;
            }
        }

        if (_length > maxBytes)
        {
            return LengthPrefixedTextStatus.TooLong;
        }

        var rest = input[consumed..];
        if (_filled == 0 && rest.Length >= _length)
        {
            consumed += _length;
            return Decode(rest[.._length], out text);
        }

        _bytes ??= new byte[_length];
        var take = Math.Min(rest.Length, _length - _filled);
        rest[..take].CopyTo(_bytes.AsSpan(_filled));
        _filled += take;
        consumed += take;
        return _filled < _length ? LengthPrefixedTextStatus.NeedMore : Decode(_bytes, out text);
    }

    private LengthPrefixedTextStatus Decode(ReadOnlySpan<byte> bytes, out string text)
    {
        this = new LengthPrefixedText();
        if (!Utf8.IsValid(bytes))
        {
            text = string.Empty;
            return LengthPrefixedTextStatus.Malformed;
        }

        text = Encoding.UTF8.GetString(bytes);
        return LengthPrefixedTextStatus.Done;
    }
}

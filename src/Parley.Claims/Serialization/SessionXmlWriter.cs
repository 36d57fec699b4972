using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Parley.Claims.Serialization;

/// <summary>
/// Writes the binary XML of session tokens ([MC-NBFX]) into a buffer of its own: elements and attributes without namespace, whose names are words of
/// the format's dictionary. Each record is the one that .NET Framework's writer chooses, so equal tokens have equal bytes. Not thread safe.
/// </summary>
internal sealed class SessionXmlWriter : IDisposable
{
    // Texts of more characters, and bytes that are more, are not joined with the end of their element: .NET Framework's writer has sent them off by then.
    private const int LongestJoined = 169;
    private const int LongestUtf16Joined = 253;
    private const int MostBytesJoined = 255;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(4096);
    private int _length;
    private int _textAt = -1;   // the text record that the end of an element may join

    /// <summary>What has been written; good until the next call.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Begins an element.</summary>
    public void StartElement(SessionName name)
    {
        var at = Take(2);
        at[0] = NbfxRecord.ShortDictionaryElement;
        at[1] = (byte)((int)name * 2);
        _textAt = -1;
    }

    /// <summary>Ends the element that was begun last.</summary>
    public void EndElement()
    {
        if (_textAt >= 0)
        {
            _buffer[_textAt] |= NbfxRecord.WithEndElement;
            _textAt = -1;
            return;
        }

        Take(1)[0] = NbfxRecord.EndElement;
    }

    /// <summary>Writes an attribute of the element that was begun last.</summary>
    public void Attribute(SessionName name, string value)
    {
        var at = Take(2);
        at[0] = NbfxRecord.ShortDictionaryAttribute;
        at[1] = (byte)((int)name * 2);
        if (value.Length == 0)
        {
            Take(1)[0] = NbfxRecord.EmptyText;
            return;
        }

        Text(value);
        _textAt = -1;
    }

    /// <summary>Writes an element with a text.</summary>
    public void Element(SessionName name, string value)
    {
        StartElement(name);
        if (value.Length > 0)
        {
            Text(value);
        }

        EndElement();
    }

    /// <summary>Writes an element with a number.</summary>
    public void Element(SessionName name, long value)
    {
        StartElement(name);
        _textAt = _length;
        switch (value)
        {
            case 0:
                Take(1)[0] = NbfxRecord.ZeroText;
                break;
            case 1:
                Take(1)[0] = NbfxRecord.OneText;
                break;
            case >= sbyte.MinValue and <= sbyte.MaxValue:
                var one = Take(2);
                one[0] = NbfxRecord.Int8Text;
                one[1] = (byte)(sbyte)value;
                break;
            case >= short.MinValue and <= short.MaxValue:
                var two = Take(3);
                two[0] = NbfxRecord.Int16Text;
                BinaryPrimitives.WriteInt16LittleEndian(two[1..], (short)value);
                break;
            case >= int.MinValue and <= int.MaxValue:
                var four = Take(5);
                four[0] = NbfxRecord.Int32Text;
                BinaryPrimitives.WriteInt32LittleEndian(four[1..], (int)value);
                break;
            default:
                var eight = Take(9);
                eight[0] = NbfxRecord.Int64Text;
                BinaryPrimitives.WriteInt64LittleEndian(eight[1..], value);
                break;
        }

        EndElement();
    }

    /// <summary>Writes an element with bytes. They are written as whole groups of three, and the rest for itself.</summary>
    public void Element(SessionName name, ReadOnlySpan<byte> value)
    {
        StartElement(name);
        var whole = value.Length - value.Length % 3;
        Bytes(value[..whole]);
        Bytes(value[whole..]);
        EndElement();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
        {
            buffer.AsSpan(0, _length).Clear();   // keys of sessions
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _length = 0;
    }

    private void Bytes(ReadOnlySpan<byte> value)
    {
        if (value.Length == 0)
        {
            return;
        }

        _textAt = _length;
        Head(NbfxRecord.Bytes8Text, value.Length);
        value.CopyTo(Take(value.Length));
        if (value.Length > MostBytesJoined)
        {
            _textAt = -1;
        }
    }

    private void Text(string value)
    {
        _textAt = _length;
        if (value.Length == 1 && value[0] is '0' or '1')
        {
            Take(1)[0] = value[0] == '0' ? NbfxRecord.ZeroText : NbfxRecord.OneText;
            return;
        }

        int bytes;
        try
        {
            bytes = StrictUtf8.GetByteCount(value);
        }
        catch (EncoderFallbackException unpaired)
        {
            throw new ArgumentException("A session token cannot carry a text with half a surrogate pair: it is no text. Change the claim, label or context that has it.", unpaired);
        }

        // UTF-16 where it is shorter, but for a single character.
        var isUtf16 = bytes > value.Length * 2 && value.Length > 1;
        if (isUtf16)
        {
            Head(NbfxRecord.UnicodeChars8Text, value.Length * 2);
            Encoding.Unicode.GetBytes(value, Take(value.Length * 2));
        }
        else
        {
            Head(NbfxRecord.Chars8Text, bytes);
            StrictUtf8.GetBytes(value, Take(bytes));
        }

        if (value.Length > (isUtf16 ? LongestUtf16Joined : LongestJoined))
        {
            _textAt = -1;
        }
    }

    // A record of bytes: its kind has three forms that differ in the width of the length.
    private void Head(byte record, int length)
    {
        switch (length)
        {
            case <= byte.MaxValue:
                var small = Take(2);
                small[0] = record;
                small[1] = (byte)length;
                break;
            case <= ushort.MaxValue:
                var middle = Take(3);
                middle[0] = (byte)(record + 2);
                BinaryPrimitives.WriteUInt16LittleEndian(middle[1..], (ushort)length);
                break;
            default:
                var large = Take(5);
                large[0] = (byte)(record + 4);
                BinaryPrimitives.WriteInt32LittleEndian(large[1..], length);
                break;
        }
    }

    private Span<byte> Take(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Grow(count);
        }

        var taken = _buffer.AsSpan(_length, count);
        _length += count;
        return taken;
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + count), _buffer.Length * 2));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        _buffer.AsSpan(0, _length).Clear();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}

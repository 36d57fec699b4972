using System.Buffers.Binary;
using System.Buffers.Text;

namespace Parley.Channels;

/// <summary>The bytes of a message's headers, text or binary XML, walked by whoever knows in which form a header nearly always comes.</summary>
/// <remarks>A method that returns false may have moved: the caller goes back to where it began, or leaves the message to the XML reader.</remarks>
internal ref struct HeaderBytes(ReadOnlySpan<byte> document, int position, bool isText)
{
    private const int GuidSize = 16;
    private const int LongestNumber = 18;

    private readonly ReadOnlySpan<byte> _document = document;

    /// <summary>True for UTF-8 text, false for binary XML.</summary>
    public readonly bool IsText => isText;

    /// <summary>Where the next byte stands.</summary>
    public int Position { get; set; } = position;

    /// <summary>Moves past a byte, if it is the next.</summary>
    public bool Take(byte expected)
    {
        if (Position >= _document.Length || _document[Position] != expected)
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>Moves past bytes, if they are the next.</summary>
    public bool Take(scoped ReadOnlySpan<byte> expected)
    {
        if (!_document[Position..].StartsWith(expected))
        {
            return false;
        }

        Position += expected.Length;
        return true;
    }

    /// <summary>Moves past a UUID: in text its usual form without "urn:uuid:", in binary the whole content of an element and the element's end.</summary>
    public bool TryTakeUuid(out Guid uuid)
    {
        var rest = _document[Position..];
        if (isText)
        {
            Position += UsualTextHead.UuidSize;
            uuid = default;
            return rest.Length >= UsualTextHead.UuidSize && UsualTextHead.TryReadUuid(rest[..UsualTextHead.UuidSize], out uuid);
        }

        if (rest.Length <= GuidSize || rest[0] != 0xAD)
        {
            uuid = default;
            return false;
        }

        uuid = new Guid(rest.Slice(1, GuidSize));
        Position += 1 + GuidSize;
        return true;
    }

    /// <summary>Moves past a number that is not negative: in text its digits, in binary the whole content of an element or attribute.</summary>
    /// <param name="number">The number.</param>
    /// <param name="endsElement">True for the content of an element, whose end is moved past in binary.</param>
    public bool TryTakeNumber(out long number, bool endsElement)
    {
        number = 0;
        var rest = _document[Position..];
        if (isText)
        {
            if (!Utf8Parser.TryParse(rest, out number, out var size) || size > LongestNumber || rest[0] is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            Position += size;
            return true;
        }

        return !rest.IsEmpty && TryTakeRecord(rest, rest[0] - (endsElement ? 1 : 0), out number) && number >= 0;
    }

    private bool TryTakeRecord(ReadOnlySpan<byte> rest, int record, out long number)
    {
        number = record == 0x82 ? 1 : 0;
        var size = record switch
        {
            0x80 or 0x82 => 0,
            0x88 => 1,
            0x8A => 2,
            0x8C => 4,
            0x8E => 8,
            _ => -1,
        };
        if (size < 0 || rest.Length <= size)
        {
            return false;
        }

        Position += 1 + size;
        switch (size)
        {
            case 1:
                number = (sbyte)rest[1];
                break;
            case 2:
                number = BinaryPrimitives.ReadInt16LittleEndian(rest[1..]);
                break;
            case 4:
                number = BinaryPrimitives.ReadInt32LittleEndian(rest[1..]);
                break;
            case 8:
                number = BinaryPrimitives.ReadInt64LittleEndian(rest[1..]);
                break;
        }

        return true;
    }
}

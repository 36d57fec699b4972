using System.Buffers.Binary;
using System.Buffers.Text;

namespace Parley.Channels;

/// <summary>Writes a header's bytes, text or binary XML, as the XML writer would.</summary>
internal readonly struct HeaderByteWriter(MessageBufferStream output, bool isText)
{
    private const int LongestNumber = 20;

    /// <summary>True for UTF-8 text, false for binary XML.</summary>
    public bool IsText => isText;

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(output.Append(bytes.Length));

    /// <summary>Writes a UUID: in text its usual form, in binary the content of an element together with the element's end.</summary>
    public void WriteUuid(in Guid uuid)
    {
        if (isText)
        {
            uuid.TryFormat(output.Append(UsualTextHead.UuidSize), out _, "D");
            return;
        }

        var bytes = output.Append(17);
        bytes[0] = 0xAD;
        uuid.TryWriteBytes(bytes[1..]);
    }

    /// <summary>Writes a number as the content of an element or attribute.</summary>
    /// <param name="number">The number.</param>
    /// <param name="endsElement">True for the content of an element, whose end is written with it in binary.</param>
    public void WriteNumber(long number, bool endsElement)
    {
        Span<byte> bytes = stackalloc byte[LongestNumber];
        int size;
        if (isText)
        {
            Utf8Formatter.TryFormat(number, bytes, out size);
            Write(bytes[..size]);
            return;
        }

        byte record;
        switch (number)
        {
            case 0 or 1:
                (record, size) = (number == 0 ? (byte)0x80 : (byte)0x82, 0);
                break;
            case >= sbyte.MinValue and <= sbyte.MaxValue:
                (record, size) = (0x88, 1);
                bytes[1] = (byte)number;
                break;
            case >= short.MinValue and <= short.MaxValue:
                (record, size) = (0x8A, 2);
                BinaryPrimitives.WriteInt16LittleEndian(bytes[1..], (short)number);
                break;
            case >= int.MinValue and <= int.MaxValue:
                (record, size) = (0x8C, 4);
                BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], (int)number);
                break;
            default:
                (record, size) = (0x8E, 8);
                BinaryPrimitives.WriteInt64LittleEndian(bytes[1..], number);
                break;
        }

        bytes[0] = endsElement ? (byte)(record + 1) : record;
        Write(bytes[..(size + 1)]);
    }
}

using System.Buffers.Binary;
using System.Text.Unicode;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// A plain body (<see cref="PlainName"/>) as binary XML, when all names are in the session's dictionary. Whatever is written in another way
/// is left to the XML reader. [MC-NBFX] section 2.2.
/// </summary>
/// <remarks>
/// <code>
///   42 id  0A id            the operation's element, its namespace
///     42 id  8D 01 02 03 04   a parameter, an integer (its record ends the parameter)
///   01 01 01                end of the operation's element, the body and the envelope
/// </code>
/// </remarks>
internal static class PlainBinary
{
    public const byte Element = 0x42;
    public const byte Xmlns = 0x0A;
    public const byte End = 0x01;
    public const byte Zero = 0x80;
    public const byte One = 0x82;
    public const byte False = 0x84;
    public const byte True = 0x86;
    public const byte Int8 = 0x88;
    public const byte Int16 = 0x8A;
    public const byte Int32 = 0x8C;
    public const byte Int64 = 0x8E;
    public const byte Chars8 = 0x98;
    public const byte Chars16 = 0x9A;
    public const byte Chars32 = 0x9C;
    public const byte Bytes8 = 0x9E;
    public const byte Bytes16 = 0xA0;
    public const byte Bytes32 = 0xA2;
    public const byte Uuid = 0xB0;

    public static ReadOnlySpan<byte> Ends => [End, End, End];

    /// <summary>True for the bytes of a document behind the start of its Body, when the body is plain and the document ends with it.</summary>
    public static bool Is(ReadOnlySpan<byte> body, XmlBinaryReaderSession names)
    {
        if (!TryTake(ref body, Element, names, out _) || !TryTake(ref body, Xmlns, names, out var ns)
            || ns.Value.Length is 0 or > PlainName.LongestNamespace || ns.Value.StartsWith("http://www.w3.org/", StringComparison.Ordinal))
        {
            return false;
        }

        for (var parts = 0; parts < PlainBodyReader.MaxParts; parts++)
        {
            if (body.SequenceEqual(Ends))
            {
                return true;
            }

            if (!TryTake(ref body, Element, names, out _) || !TryTakeValue(ref body))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Takes a record and the name whose identifier follows.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> body, byte record, XmlBinaryReaderSession names, out XmlDictionaryString name)
    {
        name = XmlDictionaryString.Empty;
        if (body.IsEmpty || body[0] != record)
        {
            return false;
        }

        body = body[1..];
        return MultiByteInt31.TryRead(ref body, out var id)
            && (id & 1) == 1
            && names.TryLookup(id >> 1, out name!)
            && (record == Xmlns || name.Value.Length is > 0 and <= PlainName.LongestName);
    }

    /// <summary>Takes a record of text.</summary>
    /// <param name="body">Where the record begins; moved behind it.</param>
    /// <param name="record">The record's type; odd when it ends its element, too.</param>
    /// <param name="content">What is in it.</param>
    public static bool TryTakeRecord(scoped ref ReadOnlySpan<byte> body, out byte record, out ReadOnlySpan<byte> content)
    {
        content = default;
        record = 0;
        if (body.IsEmpty)
        {
            return false;
        }

        record = body[0];
        body = body[1..];
        long size;
        switch (record & ~1)
        {
            case Zero or One or False or True:
                return true;
            case Int8:
                size = 1;
                break;
            case Int16:
                size = 2;
                break;
            case Int32:
                size = 4;
                break;
            case Int64:
                size = 8;
                break;
            case Uuid:
                size = 16;
                break;
            case Chars8 or Bytes8 when body.Length >= 1:
                size = body[0];
                body = body[1..];
                break;
            case Chars16 or Bytes16 when body.Length >= 2:
                size = BinaryPrimitives.ReadUInt16LittleEndian(body);
                body = body[2..];
                break;
            case Chars32 or Bytes32 when body.Length >= 4:
                size = BinaryPrimitives.ReadUInt32LittleEndian(body);
                body = body[4..];
                break;
            default:
                return false;
        }

        if (size > body.Length)
        {
            return false;
        }

        content = body[..(int)size];
        body = body[(int)size..];
        return true;
    }

    public static bool IsBytes(byte record) => (record & ~1) is Bytes8 or Bytes16 or Bytes32;

    public static bool IsChars(byte record) => (record & ~1) is Chars8 or Chars16 or Chars32;

    private static bool TryTakeValue(scoped ref ReadOnlySpan<byte> body)
    {
        if (!TryTakeRecord(ref body, out var record, out var content)
            || (IsChars(record) && !Utf8.IsValid(content)))
        {
            return false;
        }

        while ((record & 1) == 0)
        {
            // Bytes come in groups of three, and what is left of them in a record of its own.
            if (!IsBytes(record) || !TryTakeRecord(ref body, out record, out _) || !IsBytes(record))
            {
                return false;
            }
        }

        return true;
    }
}

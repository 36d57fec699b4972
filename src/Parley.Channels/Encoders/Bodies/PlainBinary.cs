using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// A plain body (<see cref="PlainName"/>) as binary XML, when all names are in the session's dictionary, or written out. Whatever is written
/// in another way is left to the XML reader. [MC-NBFX] section 2.2.
/// </summary>
/// <remarks>
/// <code>
///   42 id  0A id            the operation's element, its namespace
///     42 id  8D 01 02 03 04   a parameter, an integer (its record ends the parameter)
///   01 01 01                end of the operation's element, the body and the envelope
/// </code>
/// Written out, a name is 40 and a namespace 08, then length and UTF-8 bytes.
/// </remarks>
internal static class PlainBinary
{
    public const byte Element = 0x42;
    public const byte Xmlns = 0x0A;
    public const byte InlineElement = 0x40;
    public const byte InlineXmlns = 0x08;
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

    public static ReadOnlySpan<byte> BodyStart => [0x56, 0x0E];

    /// <summary>True for the bytes of a document behind the start of its Body, when the body is plain and the document ends with it.</summary>
    public static bool Is(ReadOnlySpan<byte> body, XmlBinaryReaderSession names)
    {
        if (!TryTakeElement(ref body, names) || !TryTakeNamespace(ref body, names))
        {
            return false;
        }

        for (var parts = 0; parts < PlainBodyReader.MaxParts; parts++)
        {
            if (body.SequenceEqual(Ends))
            {
                return true;
            }

            if (!TryTakeElement(ref body, names) || !TryTakeValue(ref body))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Takes the start of an element, if it has this name.</summary>
    public static bool TryTakeElement(scoped ref ReadOnlySpan<byte> body, PlainName name, XmlBinaryReaderSession names) =>
        TryTake(ref body, name.InlineElement) || (TryTake(ref body, Element, names, out var found) && found.Value == name.Name.Value);

    /// <summary>Takes the declaration of the default namespace, if it is this.</summary>
    public static bool TryTakeNamespace(scoped ref ReadOnlySpan<byte> body, PlainName name, XmlBinaryReaderSession names) =>
        TryTake(ref body, name.InlineNamespace) || (TryTake(ref body, Xmlns, names, out var found) && found.Value == name.Namespace.Value);

    /// <summary>The bytes of a name that is written out.</summary>
    public static byte[] Inline(byte record, string name)
    {
        var bytes = new byte[1 + MultiByteInt31.SizeOf(name.Length) + name.Length];
        bytes[0] = record;
        var start = 1 + MultiByteInt31.Write(bytes.AsSpan(1), name.Length);
        Encoding.ASCII.GetBytes(name, bytes.AsSpan(start));
        return bytes;
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

    private static bool TryTake(scoped ref ReadOnlySpan<byte> body, ReadOnlySpan<byte> expected)
    {
        if (!body.StartsWith(expected))
        {
            return false;
        }

        body = body[expected.Length..];
        return true;
    }

    /// <summary>Takes a record and the name whose identifier follows.</summary>
    private static bool TryTake(scoped ref ReadOnlySpan<byte> body, byte record, XmlBinaryReaderSession names, out XmlDictionaryString name)
    {
        name = XmlDictionaryString.Empty;
        if (body.IsEmpty || body[0] != record)
        {
            return false;
        }

        var rest = body[1..];
        if (!MultiByteInt31.TryRead(ref rest, out var id) || (id & 1) == 0 || !names.TryLookup(id >> 1, out name!))
        {
            return false;
        }

        body = rest;
        return true;
    }

    /// <summary>Takes a record and the name that follows it.</summary>
    private static bool TryTakeInline(scoped ref ReadOnlySpan<byte> body, byte record, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (body.IsEmpty || body[0] != record)
        {
            return false;
        }

        body = body[1..];
        if (!MultiByteInt31.TryRead(ref body, out var size) || size > body.Length)
        {
            return false;
        }

        name = body[..size];
        body = body[size..];
        return true;
    }

    private static bool TryTakeElement(scoped ref ReadOnlySpan<byte> body, XmlBinaryReaderSession names) =>
        TryTake(ref body, Element, names, out var name) ? name.Value.Length is > 0 and <= PlainName.LongestName
            : TryTakeInline(ref body, InlineElement, out var inline) && PlainText.IsName(inline);

    private static bool TryTakeNamespace(scoped ref ReadOnlySpan<byte> body, XmlBinaryReaderSession names) =>
        TryTake(ref body, Xmlns, names, out var ns)
            ? ns.Value.Length is > 0 and <= PlainName.LongestNamespace && !ns.Value.StartsWith("http://www.w3.org/", StringComparison.Ordinal)
            : TryTakeInline(ref body, InlineXmlns, out var inline) && PlainText.IsNamespace(inline);

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

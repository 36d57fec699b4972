namespace Parley.Channels;

/// <summary>
/// The bytes of a binary SOAP 1.2 message with WS-Addressing 1.0 up to its body, when they are those of nearly every message: only
/// addressing headers, each in its usual form. Found by walking the records; whatever is not usual is left to the XML reader.
/// [MC-NBFX] section 2.2, [MC-NBFS] section 2.2.
/// </summary>
/// <remarks>
/// <code>
///   56 02  0B 01 's' 04  0B 01 'a' 06     s:Envelope, xmlns:s = SOAP 1.2, xmlns:a = WS-Addressing 1.0
///   56 08                                 s:Header, then in any order
///     44 0A 1E 00 82  AB id               a:Action, s:mustUnderstand = 1, text from a dictionary
///     44 1A           AD guid             a:MessageID
///     44 12           AD guid             a:RelatesTo
///     44 2C 44 2A     AB 14  01           a:ReplyTo, a:Address, anonymous (its record ends a:Address)
///     44 0C 1E 00 82  AB id               a:To, s:mustUnderstand = 1, text from a dictionary
///   01                                    end of the header
///   56 0E                                 s:Body
/// </code>
/// </remarks>
internal ref struct UsualBinaryHead
{
    private const byte PrefixedS = 0x56;
    private const byte PrefixedA = 0x44;
    private const byte DictionaryTextAndEnd = 0xAB;
    private const byte UniqueIdAndEnd = 0xAD;
    private const byte EndElement = 0x01;

    /// <summary>The Header's end.</summary>
    public const byte HeaderEnd = EndElement;
    private const int GuidSize = 16;

    // Envelope, and the declaration of s.
    private const int EnvelopeStartSize = 6;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    private UsualBinaryHead(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>What an envelope without headers begins with.</summary>
    public static ReadOnlySpan<byte> EnvelopeAndBody => [0x56, 0x02, 0x0B, 0x01, (byte)'s', 0x04, 0x0B, 0x01, (byte)'a', 0x06, 0x56, 0x0E];

    /// <summary>The Header's start.</summary>
    public static ReadOnlySpan<byte> HeaderStart => [PrefixedS, 0x08];

    /// <summary>The Body's start.</summary>
    public static ReadOnlySpan<byte> BodyStart => [PrefixedS, 0x0E];

    private static ReadOnlySpan<byte> EnvelopeAndHeader => [0x56, 0x02, 0x0B, 0x01, (byte)'s', 0x04, 0x0B, 0x01, (byte)'a', 0x06, 0x56, 0x08];

    private static ReadOnlySpan<byte> MustUnderstand => [0x1E, 0x00, 0x82];

    private static ReadOnlySpan<byte> AnonymousAddress => [0x44, 0x2A, 0xAB, 0x14];

    /// <summary>Walks the head of a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="headers">Gets the headers in their order.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>The head's size, up to and with the Body's start; 0 when the head is not a usual one.</returns>
    public static int Find(ReadOnlySpan<byte> document, Span<UsualHeader> headers, out int count)
    {
        count = 0;
        if (!document.StartsWith(EnvelopeAndHeader))
        {
            return 0;
        }

        var end = Walk(document, EnvelopeAndHeader.Length, headers, out count);
        return end == 0 ? 0 : end + BodyStart.Length;
    }

    /// <summary>Where the first header begins, whatever the envelope declares; 0 when there is none.</summary>
    public static int FindHeaders(ReadOnlySpan<byte> document) => FindHeaders(document, out _, out _);

    /// <summary>Where the first header begins; 0 when there is none.</summary>
    /// <param name="document">The document.</param>
    /// <param name="prefix">The prefix of one letter that the envelope declares beside the usual; 0 for none.</param>
    /// <param name="id">The identifier of its namespace in a dictionary.</param>
    public static int FindHeaders(ReadOnlySpan<byte> document, out byte prefix, out int id)
    {
        prefix = 0;
        id = 0;
        if (!document.StartsWith(EnvelopeAndHeader[..EnvelopeStartSize]))
        {
            return 0;
        }

        var rest = document[EnvelopeStartSize..];
        if (rest.Length > 3 && rest[0] == 0x0B && rest[1] == 1 && rest[2] != 'a')
        {
            prefix = rest[2];
            rest = rest[3..];
            if (!MultiByteInt31.TryRead(ref rest, out id))
            {
                return 0;
            }
        }

        return rest.StartsWith(EnvelopeAndHeader[EnvelopeStartSize..])
            ? document.Length - rest.Length + EnvelopeAndHeader.Length - EnvelopeStartSize
            : 0;
    }

    /// <summary>Walks headers.</summary>
    /// <param name="document">The document.</param>
    /// <param name="position">Where the first of them begins.</param>
    /// <param name="headers">Gets the headers in their order.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>Where the Body's start tag begins; 0 when the headers are not the usual ones.</returns>
    public static int Walk(ReadOnlySpan<byte> document, int position, Span<UsualHeader> headers, out int count)
    {
        count = 0;
        var head = new UsualBinaryHead(document) { _position = position };
        while (!head.Take(EndElement))
        {
            if (count == headers.Length || !head.TryTakeHeader(out headers[count]))
            {
                return 0;
            }

            count++;
        }

        return document[head._position..].StartsWith(BodyStart) ? head._position : 0;
    }

    /// <summary>Walks one header, and moves past it.</summary>
    public static bool TryTakeHeader(ReadOnlySpan<byte> document, ref int position, out UsualHeader header)
    {
        var head = new UsualBinaryHead(document) { _position = position };
        if (!head.TryTakeHeader(out header))
        {
            return false;
        }

        position = head._position;
        return true;
    }

    private bool TryTakeHeader(out UsualHeader header)
    {
        header = default;
        if (!Take(PrefixedA) || _position >= _bytes.Length)
        {
            return false;
        }

        switch (_bytes[_position++])
        {
            case 0x0A:
                header.Kind = AddressingHeaderKind.Action;
                return Take(MustUnderstand) && TryTakeText(out header.Value);
            case 0x0C:
                header.Kind = AddressingHeaderKind.To;
                return Take(MustUnderstand) && TryTakeText(out header.Value);
            case 0x1A:
                header.Kind = AddressingHeaderKind.MessageId;
                return TryTakeGuid(out header.Value);
            case 0x12:
                header.Kind = AddressingHeaderKind.RelatesTo;
                return TryTakeGuid(out header.Value);
            case 0x2C:
                header.Kind = AddressingHeaderKind.ReplyTo;
                return Take(AnonymousAddress) && Take(EndElement);
            default:
                return false;
        }
    }

    private bool TryTakeText(out int id)
    {
        id = 0;
        var rest = _bytes[_position..];
        if (rest.IsEmpty || rest[0] != DictionaryTextAndEnd)
        {
            return false;
        }

        rest = rest[1..];
        if (!MultiByteInt31.TryRead(ref rest, out id))
        {
            return false;
        }

        _position = _bytes.Length - rest.Length;
        return true;
    }

    private bool TryTakeGuid(out int position)
    {
        position = _position + 1;
        if (!Take(UniqueIdAndEnd) || _bytes.Length - _position < GuidSize)
        {
            return false;
        }

        _position += GuidSize;
        return true;
    }

    private bool Take(byte expected)
    {
        if (_position >= _bytes.Length || _bytes[_position] != expected)
        {
            return false;
        }

        _position++;
        return true;
    }

    private bool Take(ReadOnlySpan<byte> expected)
    {
        if (!_bytes[_position..].StartsWith(expected))
        {
            return false;
        }

        _position += expected.Length;
        return true;
    }
}

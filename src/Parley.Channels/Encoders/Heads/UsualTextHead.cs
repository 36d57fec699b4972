using System.Buffers.Text;

namespace Parley.Channels;

/// <summary>
/// The bytes of a SOAP 1.2 message with WS-Addressing 1.0 as UTF-8 text up to its body, when they are those of nearly every message:
/// only addressing headers, written as WCF writes them, without a character that XML would escape. Whatever is not usual is left to the
/// XML reader.
/// </summary>
internal ref struct UsualTextHead
{
    /// <summary>The size of a UUID in its usual form.</summary>
    public const int UuidSize = 36;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    private UsualTextHead(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The Envelope's start tag.</summary>
    public static ReadOnlySpan<byte> Envelope =>
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://www.w3.org/2005/08/addressing\">"u8;

    /// <summary>The Header's start tag.</summary>
    public static ReadOnlySpan<byte> HeaderStart => "<s:Header>"u8;

    /// <summary>The Header's end tag.</summary>
    public static ReadOnlySpan<byte> HeaderEnd => "</s:Header>"u8;

    private static ReadOnlySpan<byte> AnonymousReplyTo =>
        "<a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo>"u8;

    /// <summary>Walks the head of a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="headers">Gets the headers in their order.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>Where the Body's start tag begins; 0 when the head is not a usual one.</returns>
    public static int Find(ReadOnlySpan<byte> document, Span<UsualHeader> headers, out int count)
    {
        count = 0;
        var head = new UsualTextHead(document);
        return head.Take(Envelope) && head.Take(HeaderStart) ? Walk(document, head._position, headers, out count) : 0;
    }

    /// <summary>Where the first header begins, whatever the envelope declares; 0 when there is none.</summary>
    public static int FindHeaders(ReadOnlySpan<byte> document)
    {
        var head = new UsualTextHead(document) { _position = document.IndexOf((byte)'>') + 1 };
        return document.StartsWith("<s:Envelope "u8) && head.Take(HeaderStart) ? head._position : 0;
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
        var head = new UsualTextHead(document) { _position = position };
        while (!head.Take(HeaderEnd))
        {
            if (count == headers.Length || !head.TryTakeHeader(out headers[count]))
            {
                return 0;
            }

            count++;
        }

        return IsBody(document[head._position..]) ? head._position : 0;
    }

    /// <summary>True for what begins with the Body's start tag.</summary>
    public static bool IsBody(ReadOnlySpan<byte> rest) =>
        rest.StartsWith("<s:Body"u8) && rest.Length > 7 && rest[7] is (byte)'>' or (byte)' ' or (byte)'/';

    /// <summary>Walks one header, and moves past it.</summary>
    public static bool TryTakeHeader(ReadOnlySpan<byte> document, ref int position, out UsualHeader header)
    {
        var head = new UsualTextHead(document) { _position = position };
        if (!head.TryTakeHeader(out header))
        {
            return false;
        }

        position = head._position;
        return true;
    }

    /// <summary>Reads a UUID of exactly <see cref="UuidSize"/> characters, as it is written: one in capitals is another identifier.</summary>
    public static bool TryReadUuid(ReadOnlySpan<byte> text, out Guid uuid) =>
        Utf8Parser.TryParse(text, out uuid, out var size, 'D') && size == UuidSize && !text.ContainsAnyInRange((byte)'A', (byte)'F');

    private bool TryTakeHeader(out UsualHeader header)
    {
        header = default;
        if (Take("<a:Action s:mustUnderstand=\"1\">"u8))
        {
            header.Kind = AddressingHeaderKind.Action;
            return TryTakeText(ref header) && Take("</a:Action>"u8);
        }

        if (Take("<a:To s:mustUnderstand=\"1\">"u8))
        {
            header.Kind = AddressingHeaderKind.To;
            return TryTakeText(ref header) && Take("</a:To>"u8);
        }

        if (Take("<a:MessageID>urn:uuid:"u8))
        {
            header.Kind = AddressingHeaderKind.MessageId;
            return TryTakeUuid(ref header) && Take("</a:MessageID>"u8);
        }

        if (Take("<a:RelatesTo>urn:uuid:"u8))
        {
            header.Kind = AddressingHeaderKind.RelatesTo;
            return TryTakeUuid(ref header) && Take("</a:RelatesTo>"u8);
        }

        header.Kind = AddressingHeaderKind.ReplyTo;
        return Take(AnonymousReplyTo);
    }

    private bool TryTakeText(ref UsualHeader header)
    {
        var rest = _bytes[_position..];
        header.Value = _position;
        header.Length = rest.IndexOf((byte)'<');
        if (header.Length <= 0)
        {
            return false;
        }

        // Printable ASCII that stands for itself. The character that ends a tag may stand in a text, but not everywhere.
        var text = rest[..header.Length];
        _position += header.Length;
        return !text.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E) && !text.ContainsAny((byte)'&', (byte)'>');
    }

    private bool TryTakeUuid(ref UsualHeader header)
    {
        header.Value = _position;
        _position += UuidSize;
        return _position <= _bytes.Length && TryReadUuid(_bytes.Slice(header.Value, UuidSize), out _);
    }

    private bool Take(ReadOnlySpan<byte> expected)
    {
        if (_position > _bytes.Length || !_bytes[_position..].StartsWith(expected))
        {
            return false;
        }

        _position += expected.Length;
        return true;
    }
}

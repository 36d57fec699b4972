using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>How the bytes of a MIME part are written, RFC 2045 section 6.</summary>
internal enum MimeTransferEncoding
{
    /// <summary>As they are: binary, 8bit and 7bit.</summary>
    Identity,

    /// <summary>As base64.</summary>
    Base64,
}

/// <summary>The headers of a MIME entity that matter to MTOM, RFC 2045.</summary>
internal sealed class MimePartHeaders
{
    /// <summary>The value of Content-ID without its angle brackets; null when there is none.</summary>
    public string? ContentId { get; private set; }

    public string? ContentType { get; private set; }

    public string? MimeVersion { get; private set; }

    public MimeTransferEncoding TransferEncoding { get; private set; }

    /// <summary>Reads <c>*( name ":" value CRLF )</c>, in which a value may go on in a next line that starts with white space.</summary>
    public static MimePartHeaders Parse(ReadOnlySpan<byte> block)
    {
        var headers = new MimePartHeaders();
        var transferEncodingSeen = false;
        while (!block.IsEmpty)
        {
            var line = TakeUnfoldedLine(ref block);
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw new XmlException("A MIME header of the MTOM message has no name.");
            }

            var value = line[(colon + 1)..].Trim();
            switch (line.AsSpan(0, colon).TrimEnd())
            {
                case var name when Is(name, "Content-ID"):
                    ThrowIfSeen(headers.ContentId is not null, "Content-ID");
                    headers.ContentId = value is ['<', .., '>'] ? value[1..^1] : value;
                    break;
                case var name when Is(name, "Content-Type"):
                    ThrowIfSeen(headers.ContentType is not null, "Content-Type");
                    headers.ContentType = value;
                    break;
                case var name when Is(name, "MIME-Version"):
                    ThrowIfSeen(headers.MimeVersion is not null, "MIME-Version");
                    headers.MimeVersion = value;
                    break;
                case var name when Is(name, "Content-Transfer-Encoding"):
                    ThrowIfSeen(transferEncodingSeen, "Content-Transfer-Encoding");
                    transferEncodingSeen = true;
                    headers.TransferEncoding = ParseTransferEncoding(value);
                    break;
            }
        }

        return headers;
    }

    private static bool Is(ReadOnlySpan<char> name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static void ThrowIfSeen(bool seen, string name)
    {
        if (seen)
        {
            throw new XmlException($"A MIME part of the MTOM message has more than one {name} header.");
        }
    }

    private static MimeTransferEncoding ParseTransferEncoding(string value) => value.ToUpperInvariant() switch
    {
        "BINARY" or "8BIT" or "7BIT" => MimeTransferEncoding.Identity,
        "BASE64" => MimeTransferEncoding.Base64,
        _ => throw new XmlException(
            "The Content-Transfer-Encoding of a MIME part of the MTOM message is none of binary, 8bit, 7bit and base64."),
    };

    private static string TakeUnfoldedLine(ref ReadOnlySpan<byte> block)
    {
        var text = Encoding.UTF8.GetString(TakeLine(ref block));
        if (!GoesOn(block))
        {
            return text;
        }

        var unfolded = new StringBuilder(text);
        while (GoesOn(block))
        {
            unfolded.Append(Encoding.UTF8.GetString(TakeLine(ref block)));
        }

        return unfolded.ToString();
    }

    private static bool GoesOn(ReadOnlySpan<byte> block) => !block.IsEmpty && (block[0] is (byte)' ' or (byte)'\t');

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> block)
    {
        var end = block.IndexOf("\r\n"u8);
        var line = end < 0 ? block : block[..end];
        block = end < 0 ? default : block[(end + 2)..];
        return line;
    }
}

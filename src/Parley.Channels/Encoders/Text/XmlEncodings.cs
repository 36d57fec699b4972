using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Parley.Channels;

/// <summary>The character encodings of XML that messages may have, and their names in content types: UTF-8 and both UTF-16.</summary>
internal static class XmlEncodings
{
    /// <summary>UTF-8 without a byte order mark; bytes that are not UTF-8 are errors.</summary>
    public static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static readonly Encoding Utf16LittleEndian = new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true);

    public static readonly Encoding Utf16BigEndian = new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true);

    /// <summary>Finds the encoding of a charset parameter.</summary>
    public static bool TryGet(string charset, [NotNullWhen(true)] out Encoding? encoding)
    {
        encoding = null;
        if (Is(charset, "utf-8") || Is(charset, "utf8"))
        {
            encoding = Utf8;
        }
        else if (Is(charset, "utf-16") || Is(charset, "utf-16LE") || Is(charset, "utf16") || Is(charset, "unicode"))
        {
            encoding = Utf16LittleEndian;
        }
        else if (Is(charset, "utf-16BE") || Is(charset, "unicodeFFFE"))
        {
            encoding = Utf16BigEndian;
        }

        return encoding is not null;
    }

    /// <summary>The name in a content type, as WCF writes it.</summary>
    /// <exception cref="ArgumentException">The encoding is none of those that messages may have.</exception>
    public static string NameOf(Encoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return encoding.WebName.ToUpperInvariant() switch
        {
            "UTF-8" => "utf-8",
            "UTF-16" or "UTF-16LE" => "utf-16",
            "UTF-16BE" or "UNICODEFFFE" => "unicodeFFFE",
            _ => throw new ArgumentException(
                $"The encoding {encoding.WebName} cannot be used for messages. Use UTF-8 or UTF-16.", nameof(encoding)),
        };
    }

    /// <summary>
    /// The encoding to write in: never with a byte order mark in front of UTF-8, always with one in front of UTF-16.
    /// </summary>
    public static Encoding ForWriting(Encoding encoding) => NameOf(encoding) switch
    {
        "utf-8" => Utf8,
        "utf-16" => Utf16LittleEndian,
        _ => Utf16BigEndian,
    };

    /// <summary>
    /// The encoding of a text that was announced as <paramref name="encoding"/>: <c>utf-16</c> leaves the byte order to the text, RFC 2781.
    /// </summary>
    public static Encoding? WithByteOrderOf(Encoding? encoding, ReadOnlySpan<byte> text) =>
        encoding == Utf16LittleEndian && (text.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || text.StartsWith((ReadOnlySpan<byte>)[0, (byte)'<']))
            ? Utf16BigEndian
            : encoding;

    private static bool Is(string charset, string name) => charset.Equals(name, StringComparison.OrdinalIgnoreCase);
}

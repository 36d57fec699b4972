using System.Buffers;
using System.Text.Unicode;
using System.Xml;

namespace Parley.Security;

/// <summary>XML that <see cref="XmlScanner"/> may read as it came, and how other XML is made such.</summary>
internal static class PlainXml
{
    // Of these, only white space may stand in XML, and a carriage return counts as a line feed.
    private static readonly SearchValues<byte> _controls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);

    /// <summary>
    /// Whether bytes are UTF-8 of characters that XML may have, and have nothing that is never plain: carriage returns, declarations, comments,
    /// CDATA sections, processing instructions, most references to characters. What they say is for a scanner to see.
    /// </summary>
    public static bool IsPlain(ReadOnlySpan<byte> xml) =>
        !xml.ContainsAny(_controls) && xml.IndexOf("<!"u8) < 0 && xml.IndexOf("<?"u8) < 0 && xml.IndexOf("&#1"u8) < 0 && Utf8.IsValid(xml) && !HasNoncharacters(xml);

    /// <summary>Writes the element on which a reader stands as canonical XML with all its declarations.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="output">Takes the bytes.</param>
    /// <param name="isReadElsewhere">Whether others read what the reader brings, and not what comes out.</param>
    /// <exception cref="XmlException">What the reader brings is not well formed, or others would read it differently.</exception>
    public static void Normalize(XmlDictionaryReader reader, PooledBytes output, bool isReadElsewhere)
    {
        using var canonicalizer = Canonicalizer.Rent();
        canonicalizer.KeepsDeclarations = true;
        canonicalizer.RefusesReturnsInCData = isReadElsewhere;
        canonicalizer.Canonicalize(reader, output);
    }

    // U+FFFE and U+FFFF.
    private static bool HasNoncharacters(ReadOnlySpan<byte> xml)
    {
        int index;
        while ((index = xml.IndexOf((byte)0xEF)) >= 0)
        {
            xml = xml[(index + 1)..];
            if (xml is [0xBF, >= 0xBE, ..])
            {
                return true;
            }
        }

        return false;
    }
}

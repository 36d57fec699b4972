using System.Buffers;
using System.Text;

namespace Parley.Security;

/// <summary>
/// UTF-8 with the escapes of Canonical XML 1.0, section 2.3: in text <c>&amp; &lt; &gt;</c> and carriage returns, in attribute values
/// <c>&amp; &lt; "</c>, tabs, line feeds and carriage returns.
/// </summary>
internal static class CanonicalText
{
    private static readonly SearchValues<char> TextSpecials = SearchValues.Create("&<>\r");
    private static readonly SearchValues<char> AttributeSpecials = SearchValues.Create("&<\"\t\n\r");

    // A lone surrogate has no UTF-8: to replace it would give two texts one digest.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Appends the content of an element.</summary>
    public static void AppendText(PooledBytes output, ReadOnlySpan<char> text) => AppendEscaped(output, text, TextSpecials);

    /// <summary>Appends the value of an attribute.</summary>
    public static void AppendAttributeValue(PooledBytes output, ReadOnlySpan<char> value) => AppendEscaped(output, value, AttributeSpecials);

    /// <summary>Makes every line end a line feed (XML 1.0, section 2.11).</summary>
    public static string NormalizeLineEnds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <summary>Appends characters as they are.</summary>
    public static void AppendVerbatim(PooledBytes output, ReadOnlySpan<char> text)
    {
        // Names are short and ASCII; what is long is written in pieces, so that room for the worst case is not asked for at once.
        const int Piece = 4096;
        while (text.Length > Piece)
        {
            var length = char.IsHighSurrogate(text[Piece - 1]) ? Piece - 1 : Piece;
            output.Advance(Utf8.GetBytes(text[..length], output.GetSpan(3 * length)));
            text = text[length..];
        }

        output.Advance(Utf8.GetBytes(text, output.GetSpan(3 * text.Length)));
    }

    /// <summary>Appends the name of an element or an attribute.</summary>
    public static void AppendName(PooledBytes output, string prefix, string localName)
    {
        if (prefix.Length > 0)
        {
            AppendVerbatim(output, prefix);
            output.Append((byte)':');
        }

        AppendVerbatim(output, localName);
    }

    /// <summary>Appends a declaration, with the space before it.</summary>
    public static void AppendDeclaration(PooledBytes output, string prefix, string namespaceUri)
    {
        output.Append(" xmlns"u8);
        if (prefix.Length > 0)
        {
            output.Append((byte)':');
            AppendVerbatim(output, prefix);
        }

        output.Append("=\""u8);
        AppendAttributeValue(output, namespaceUri);
        output.Append((byte)'"');
    }

    private static void AppendEscaped(PooledBytes output, ReadOnlySpan<char> text, SearchValues<char> specials)
    {
        while (true)
        {
            var index = text.IndexOfAny(specials);
            if (index < 0)
            {
                AppendVerbatim(output, text);
                return;
            }

            if (index > 0)
            {
                AppendVerbatim(output, text[..index]);
            }

            output.Append(Escape(text[index]));
            text = text[(index + 1)..];
        }
    }

    private static ReadOnlySpan<byte> Escape(char character) => character switch
    {
        '&' => "&amp;"u8,
        '<' => "&lt;"u8,
        '>' => "&gt;"u8,
        '"' => "&quot;"u8,
        '\t' => "&#x9;"u8,
        '\n' => "&#xA;"u8,
        _ => "&#xD;"u8,
    };
}

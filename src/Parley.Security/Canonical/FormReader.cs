using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Xml;

namespace Parley.Security;

/// <summary>
/// Reads the elements of a canonical form. It stands on a start tag, or between the children of an element. Between elements there may be white
/// space and nothing else.
/// </summary>
/// <param name="scanner">For this reader alone.</param>
internal readonly ref struct FormReader(XmlScanner scanner)
{
    /// <summary>The local name of the element on whose start tag the reader stands.</summary>
    public ReadOnlySpan<byte> LocalName => scanner.LocalName;

    /// <summary>Its prefix; empty for the default namespace.</summary>
    public ReadOnlySpan<byte> Prefix => scanner.Prefix(scanner.Current.Name);

    /// <summary>Its namespace.</summary>
    public ReadOnlySpan<byte> Namespace => scanner.Namespace;

    /// <summary>A reader on the first element of a form.</summary>
    /// <exception cref="XmlException">There is none.</exception>
    public static FormReader Open(XmlScanner scanner, byte[] bytes, int start, int length)
    {
        scanner.Start(bytes, start, length, isNormalized: true);
        return scanner.TryReadStartTag() ? new FormReader(scanner) : throw Wrong();
    }

    /// <summary>Whether the element has a name.</summary>
    public bool Is(ReadOnlySpan<byte> localName, ReadOnlySpan<byte> namespaceUri) => scanner.Is(localName, namespaceUri);

    /// <summary>An attribute without a namespace, as it is written.</summary>
    public bool TryGetAttribute(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => scanner.TryGetAttribute(name, [], out value);

    /// <summary>An attribute, as it is written.</summary>
    public bool TryGetAttribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> namespaceUri, out ReadOnlySpan<byte> value) =>
        scanner.TryGetAttribute(name, namespaceUri, out value);

    /// <summary>An attribute without a namespace.</summary>
    /// <returns>Null when there is none.</returns>
    public string? GetAttribute(ReadOnlySpan<byte> name) => TryGetAttribute(name, out var value) ? Unescape(value) : null;

    /// <summary>Goes to the next child of the element whose start tag was read last, or whose child was left last.</summary>
    /// <returns>False at the end of the element, which is left then.</returns>
    /// <exception cref="XmlException">Text comes.</exception>
    public bool MoveToChild()
    {
        if (scanner.IsEmpty)
        {
            // No canonical form has such an element.
            throw Wrong();
        }

        scanner.SkipWhitespace();
        if (scanner.TryReadEndTag())
        {
            return false;
        }

        return scanner.TryReadStartTag() ? true : throw Wrong();
    }

    /// <summary>Goes to the next child, which has to have a name.</summary>
    /// <exception cref="XmlException">It does not come.</exception>
    public void MoveToChild(ReadOnlySpan<byte> localName, ReadOnlySpan<byte> namespaceUri)
    {
        if (!MoveToChild() || !Is(localName, namespaceUri))
        {
            throw Wrong();
        }
    }

    /// <summary>Goes to the next child.</summary>
    /// <exception cref="XmlException">There is none.</exception>
    public void RequireChild()
    {
        if (!MoveToChild())
        {
            throw Wrong();
        }
    }

    /// <summary>Leaves the element in which the reader stands: no child may come.</summary>
    /// <exception cref="XmlException">One comes.</exception>
    public void Leave()
    {
        if (MoveToChild())
        {
            throw Wrong();
        }
    }

    /// <summary>The text of the element, as it is written; the element is left.</summary>
    /// <exception cref="XmlException">It has children.</exception>
    public ReadOnlySpan<byte> ReadContent()
    {
        var content = scanner.Bytes[scanner.Position..];
        var length = content.IndexOf((byte)'<');
        if (length < 0)
        {
            throw Wrong();
        }

        scanner.Position += length;
        return scanner.TryReadEndTag() ? content[..length] : throw Wrong();
    }

    /// <summary>The text of the element; the element is left.</summary>
    /// <exception cref="XmlException">It has children.</exception>
    public string ReadString() => Unescape(ReadContent());

    /// <summary>The bytes that the element's text is in base64; the element is left.</summary>
    /// <exception cref="XmlException">It is something else.</exception>
    public byte[] ReadBase64()
    {
        var text = ReadContent();
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Decode(text, bytes) is var count && count == bytes.Length ? bytes : bytes[..count];
    }

    /// <summary>Appends the bytes that the element's text is in base64; the element is left.</summary>
    /// <exception cref="XmlException">It is something else.</exception>
    public void ReadBase64(PooledBytes output)
    {
        var text = ReadContent();
        output.Advance(Decode(text, output.GetSpan(Base64.GetMaxDecodedFromUtf8Length(text.Length))));
    }

    /// <summary>Writes the bytes that the element's text is in base64; the element is left.</summary>
    /// <returns>How many there are.</returns>
    /// <exception cref="XmlException">It is something else, or too long.</exception>
    public int ReadBase64(Span<byte> destination) => Decode(ReadContent(), destination);

    /// <summary>Leaves the element with all that is in it.</summary>
    public void Skip()
    {
        var outer = scanner.Depth - 1;
        while (scanner.Depth > outer)
        {
            var tag = scanner.Bytes[scanner.Position..].IndexOf((byte)'<');
            if (tag < 0)
            {
                throw Wrong();
            }

            scanner.Position += tag;
            if (!(scanner.IsAtEndTag ? scanner.TryReadEndTag() : scanner.TryReadStartTag()))
            {
                throw Wrong();
            }
        }
    }

    /// <summary>What a value of canonical XML means.</summary>
    public static string Unescape(ReadOnlySpan<byte> text)
    {
        var value = Encoding.UTF8.GetString(text);
        return value.Contains('&', StringComparison.Ordinal)
            ? value.Replace("&lt;", "<", StringComparison.Ordinal)
                .Replace("&gt;", ">", StringComparison.Ordinal)
                .Replace("&quot;", "\"", StringComparison.Ordinal)
                .Replace("&#x9;", "\t", StringComparison.Ordinal)
                .Replace("&#xA;", "\n", StringComparison.Ordinal)
                .Replace("&#xD;", "\r", StringComparison.Ordinal)
                .Replace("&amp;", "&", StringComparison.Ordinal)
            : value;
    }

    private static int Decode(ReadOnlySpan<byte> text, Span<byte> bytes) =>
        Base64.DecodeFromUtf8(text, bytes, out _, out var written) == OperationStatus.Done ? written : throw Wrong();

    private static XmlException Wrong() => new("The message is not protected as it should be.");
}

using System.Buffers;

namespace Parley.Channels;

/// <summary>
/// A plain body (<see cref="PlainName"/>) as UTF-8 text, when every character of it stands for itself and nothing is written in another
/// way than this library writes it. Whatever differs in one byte is left to the XML reader.
/// </summary>
/// <remarks>
/// <code>
///   &lt;s:Body&gt;&lt;Add xmlns="urn:calculator"&gt;&lt;a&gt;1&lt;/a&gt;&lt;b&gt;2&lt;/b&gt;&lt;/Add&gt;&lt;/s:Body&gt;&lt;/s:Envelope&gt;
/// </code>
/// </remarks>
internal static class PlainText
{
    private static readonly SearchValues<byte> _nameStart = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"u8);
    private static readonly SearchValues<byte> _name =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789-."u8);

    private static readonly SearchValues<byte> _content = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x7F - 0x20).Select(code => (byte)code).Where(code => !"<>&\"'"u8.Contains(code))]);

    private static readonly SearchValues<char> _contentChars = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x7F - 0x20).Select(code => (char)code).Where(code => !"<>&\"'".Contains(code, StringComparison.Ordinal))]);

    public static ReadOnlySpan<byte> BodyStart => "<s:Body>"u8;

    public static ReadOnlySpan<byte> Ends => "</s:Body></s:Envelope>"u8;

    private static ReadOnlySpan<byte> NamespaceStart => " xmlns=\""u8;

    public static bool IsName(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= PlainName.LongestName && _nameStart.Contains(name[0]) && !name.ContainsAnyExcept(_name);

    /// <summary>True for a namespace that is written as it is, and that no prefix of an envelope stands for.</summary>
    public static bool IsNamespace(ReadOnlySpan<byte> ns) =>
        ns.Length is > 0 and <= PlainName.LongestNamespace
        && !ns.ContainsAnyExcept(_content) && !ns.Contains((byte)' ')
        && !ns.StartsWith("http://www.w3.org/"u8);

    /// <summary>True for content that is written as it is, and that white space is no part of: a reader may treat that in its own way.</summary>
    public static bool IsContent(string text) =>
        text.Length > 0 && text[0] != ' ' && text[^1] != ' ' && !text.AsSpan().ContainsAnyExcept(_contentChars);

    /// <summary>True for the bytes of a document from its Body on, when the body is plain and the document ends with it.</summary>
    public static bool Is(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(BodyStart) || !body.EndsWith(Ends))
        {
            return false;
        }

        return IsContents(body[BodyStart.Length..^Ends.Length]);
    }

    /// <summary>True for the bytes between the tags of a Body when the body is plain.</summary>
    public static bool IsContents(ReadOnlySpan<byte> body)
    {
        if (!TryTakeWrapper(ref body, out var wrapper))
        {
            return false;
        }

        for (var parts = 0; parts < PlainBodyReader.MaxParts; parts++)
        {
            if (body.Length < 2 || body[0] != '<')
            {
                return false;
            }

            if (body[1] == '/')
            {
                return IsEndTag(body, wrapper);
            }

            if (!TryTakePart(ref body))
            {
                return false;
            }
        }

        return false;
    }

    private static bool TryTakeWrapper(ref ReadOnlySpan<byte> body, out ReadOnlySpan<byte> name)
    {
        name = default;
        var size = body.IndexOf((byte)' ');
        if (size < 1 || body[0] != '<' || !IsName(body[1..size]) || !body[size..].StartsWith(NamespaceStart))
        {
            return false;
        }

        name = body[1..size];
        body = body[(size + NamespaceStart.Length)..];
        var end = body.IndexOf((byte)'"');
        if (end < 0 || !IsNamespace(body[..end]) || !body[(end + 1)..].StartsWith(">"u8))
        {
            return false;
        }

        body = body[(end + 2)..];
        return true;
    }

    private static bool TryTakePart(ref ReadOnlySpan<byte> body)
    {
        var end = body.IndexOf((byte)'>');
        if (end < 0 || !IsName(body[1..end]))
        {
            return false;
        }

        var name = body[1..end];
        var content = body[(end + 1)..];
        var length = content.IndexOfAnyExcept(_content);
        if (length <= 0 || content[0] == ' ' || content[length - 1] == ' ')
        {
            return false;
        }

        body = content[length..];
        var size = name.Length + 3;
        if (body.Length < size || !IsEndTag(body[..size], name))
        {
            return false;
        }

        body = body[size..];
        return true;
    }

    private static bool IsEndTag(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> name) =>
        tag.Length == name.Length + 3 && tag.StartsWith("</"u8) && tag[2..^1].SequenceEqual(name) && tag[^1] == '>';
}

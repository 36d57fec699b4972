using System.Diagnostics.CodeAnalysis;

namespace Parley.Channels;

/// <summary>
/// A content type, taken apart: <c>type/subtype *( ";" name "=" ( token / quoted-string ) )</c>, RFC 9110 section 8.3.1. Values may
/// hold characters that a token may not: real senders leave quotes away.
/// </summary>
internal sealed class ContentTypeHeader
{
    private readonly List<KeyValuePair<string, string>> _parameters = [];

    private ContentTypeHeader(string mediaType) => MediaType = mediaType;

    public string MediaType { get; }

    /// <summary>The value of the first parameter of that name, without its quotes; null when there is none.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var parameter in _parameters)
            {
                if (parameter.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return parameter.Value;
                }
            }

            return null;
        }
    }

    public bool IsMediaType(string mediaType) => MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase);

    public static bool TryParse(string contentType, [NotNullWhen(true)] out ContentTypeHeader? header)
    {
        header = null;
        var rest = contentType.AsSpan();
        var end = rest.IndexOf(';');
        var mediaType = (end < 0 ? rest : rest[..end]).Trim();
        var slash = mediaType.IndexOf('/');
        if (slash <= 0 || slash == mediaType.Length - 1 || mediaType.IndexOfAny(" \t\"") >= 0)
        {
            return false;
        }

        var parsed = new ContentTypeHeader(mediaType.ToString());
        rest = end < 0 ? default : rest[(end + 1)..];
        while (!(rest = rest.Trim()).IsEmpty)
        {
            if (rest[0] == ';')
            {
                rest = rest[1..];
            }
            else if (!TryTakeParameter(ref rest, parsed._parameters))
            {
                return false;
            }
        }

        header = parsed;
        return true;
    }

    private static bool TryTakeParameter(ref ReadOnlySpan<char> rest, List<KeyValuePair<string, string>> parameters)
    {
        var equals = rest.IndexOfAny('=', ';');
        if (equals <= 0 || rest[equals] == ';')
        {
            return false;
        }

        var name = rest[..equals].Trim().ToString();
        rest = rest[(equals + 1)..].TrimStart();
        if (rest.IsEmpty || rest[0] != '"')
        {
            var end = rest.IndexOf(';');
            parameters.Add(new(name, (end < 0 ? rest : rest[..end]).Trim().ToString()));
            rest = end < 0 ? default : rest[end..];
            return true;
        }

        var value = new System.Text.StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                rest = rest[(i + 1)..].TrimStart();
                parameters.Add(new(name, value.ToString()));
                return rest.IsEmpty || rest[0] == ';';
            }

            if (rest[i] == '\\' && i + 1 < rest.Length)
            {
                i++;
            }

            value.Append(rest[i]);
        }

        return false;
    }
}

namespace Parley.Channels.Framing;

/// <summary>The content types that have a number of their own. [MC-NMF] section 2.2.3.4.1.</summary>
internal static class FramingEncoding
{
    public const string BinarySession = "application/soap+msbinsession1";
    public const string Binary = "application/soap+msbin1";
    public const string Mtom = "multipart/related";

    private static readonly string[] _contentTypes =
    [
        "text/xml; charset=utf-8",
        "text/xml; charset=utf16",
        "text/xml; charset=unicodeFFFE",
        "application/soap+xml; charset=utf-8",
        "application/soap+xml; charset=utf16",
        "application/soap+xml; charset=unicodeFFFE",
        Mtom,
        Binary,
        BinarySession,
    ];

    /// <summary>The content type of a known encoding; null when the number means nothing.</summary>
    public static string? GetContentType(byte knownEncoding) =>
        knownEncoding < _contentTypes.Length ? _contentTypes[knownEncoding] : null;

    /// <summary>The number of a content type; null when it must be written out.</summary>
    public static byte? GetKnownEncoding(string contentType)
    {
        // MTOM states its boundary at the beginning of each message, so its other parameters may be left out.
        if (contentType.StartsWith(Mtom, StringComparison.OrdinalIgnoreCase)
            && !contentType.Contains("boundary", StringComparison.OrdinalIgnoreCase))
        {
            return 6;
        }

        for (var i = 0; i < _contentTypes.Length; i++)
        {
            if (Same(_contentTypes[i], contentType))
            {
                return (byte)i;
            }
        }

        return null;
    }

    // "text/xml; charset=utf-8" and "text/xml;charset=UTF-8" are one; "utf-16" is what the number 1 calls "utf16".
    private static bool Same(string known, string given)
    {
        if (string.Equals(known, given, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return known.Contains("charset", StringComparison.Ordinal)
            && string.Equals(Normalize(known), Normalize(given), StringComparison.Ordinal);
    }

    private static string Normalize(string contentType) =>
        contentType
            .Replace(" ", string.Empty, StringComparison.Ordinal)
            .Replace("\"", string.Empty, StringComparison.Ordinal)
            .ToUpperInvariant()
            .Replace("UTF-16BE", "UNICODEFFFE", StringComparison.Ordinal)
            .Replace("UTF-16LE", "UTF16", StringComparison.Ordinal)
            .Replace("UTF-16", "UTF16", StringComparison.Ordinal);
}

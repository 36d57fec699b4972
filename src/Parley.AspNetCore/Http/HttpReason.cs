namespace Parley.Channels;

/// <summary>Reason phrases of HTTP/1.1 responses (RFC 9112, section 4): printable ASCII, no line ends.</summary>
internal static class HttpReason
{
    private const int MaxLength = 512;

    public static string Clean(string reason) =>
        string.Create(Math.Min(reason.Length, MaxLength), reason, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = text[i] is >= ' ' and <= '~' ? text[i] : ' ';
            }
        });
}

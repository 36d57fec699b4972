namespace Parley.Channels;

/// <summary>The action that HTTP states: the SOAPAction header (SOAP 1.1) or a content type's action parameter (SOAP 1.2, RFC 3902).</summary>
internal static class HttpAction
{
    /// <summary>The content type that had no action last. With addressing one message after the other has the same.</summary>
    private static string? _withoutAction;

    /// <summary>The action parameter of a content type; null when there is none.</summary>
    public static string? FromContentType(string? contentType)
    {
        if (contentType is null || contentType == Volatile.Read(ref _withoutAction))
        {
            return null;
        }

        if (contentType.Contains("action", StringComparison.OrdinalIgnoreCase))
        {
            return ContentTypeHeader.TryParse(contentType, out var parsed) ? parsed["action"] : null;
        }

        Volatile.Write(ref _withoutAction, contentType);
        return null;
    }

    /// <summary>A SOAPAction header's value without its quotes.</summary>
    public static string Unquote(string value)
    {
        var trimmed = value.AsSpan().Trim();
        if (trimmed.Length >= 2 && trimmed[0] == '"' && trimmed[^1] == '"')
        {
            trimmed = trimmed[1..^1];
        }

        return trimmed.Length == value.Length ? value : trimmed.ToString();
    }
}

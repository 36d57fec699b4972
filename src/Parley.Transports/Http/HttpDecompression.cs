using System.IO.Compression;

namespace Parley.Channels;

/// <summary>Unpacks response bodies by their Content-Encoding (RFC 9110, section 8.4.1).</summary>
internal static class HttpDecompression
{
    /// <summary>The body of a response. <paramref name="length"/> becomes null where the packed length says nothing.</summary>
    /// <exception cref="ProtocolException">The encoding is not known.</exception>
    public static Stream Open(HttpResponseMessage response, HttpTransportBindingElement element, ref long? length)
    {
        var body = response.Content.ReadAsStream();
        if (!element.DecompressionEnabled
            || !response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var values))
        {
            return body;
        }

        length = null;
        var encoding = values.ToString().Trim();
        return encoding.ToUpperInvariant() switch
        {
            "" or "IDENTITY" => body,
            "GZIP" or "X-GZIP" => new GZipStream(body, CompressionMode.Decompress),
            "DEFLATE" => new ZLibStream(body, CompressionMode.Decompress),
            _ => throw new ProtocolException($"The response has the content encoding '{encoding}', which was not asked for. Known are gzip and deflate."),
        };
    }
}

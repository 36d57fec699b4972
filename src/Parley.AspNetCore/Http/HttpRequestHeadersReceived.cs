using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Parley.Channels;

/// <summary>The headers of a request, copied: the server uses its collection again for the next one.</summary>
internal sealed class HttpRequestHeadersReceived : IReceivedHttpHeaders
{
    private readonly KeyValuePair<string, StringValues>[] _headers;

    public HttpRequestHeadersReceived(IHeaderDictionary headers)
    {
        _headers = new KeyValuePair<string, StringValues>[headers.Count];
        headers.CopyTo(_headers, 0);
    }

    public IEnumerable<KeyValuePair<string, string>> Read() =>
        _headers.Select(static header => new KeyValuePair<string, string>(header.Key, header.Value.ToString()));
}

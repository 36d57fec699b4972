namespace Parley.Channels;

/// <summary>The headers of a response.</summary>
internal sealed class HttpResponseHeadersReceived(HttpResponseMessage response) : IReceivedHttpHeaders
{
    public IEnumerable<KeyValuePair<string, string>> Read()
    {
        foreach (var header in response.Headers.NonValidated)
        {
            yield return new(header.Key, header.Value.ToString());
        }

        foreach (var header in response.Content.Headers.NonValidated)
        {
            yield return new(header.Key, header.Value.ToString());
        }
    }
}

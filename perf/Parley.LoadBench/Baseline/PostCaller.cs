using System.Net.Http.Headers;

namespace Parley.LoadBench.Baseline;

/// <summary>The bare platform's answer to HTTP: HttpClient posts the bytes and reads as many back.</summary>
internal sealed class PostCaller(HttpClient client, Uri address, int bytes, string contentType) : ICaller
{
    private readonly byte[] _body = new byte[bytes];
    private readonly MediaTypeHeaderValue _contentType = MediaTypeHeaderValue.Parse(contentType);

    public async ValueTask CallAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new ByteArrayContent(_body);
        request.Content.Headers.ContentType = _contentType;
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (answer.Length != _body.Length)
        {
            throw new IOException($"The baseline service sent {answer.Length} bytes back, not {_body.Length}.");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

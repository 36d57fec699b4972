using System.Net;
using Microsoft.Net.Http.Headers;

namespace Parley.Claims.Tests.Authentication;

/// <summary>A browser's cookies, in the open: a test sees and changes what an application set. It asks over a real socket.</summary>
internal sealed class Browser(Uri address) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };

    /// <summary>What it sends, by name.</summary>
    public SortedDictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>All that was set by the last answer.</summary>
    public IReadOnlyList<SetCookieHeaderValue> LastSet { get; private set; } = [];

    /// <summary>The status of the last answer.</summary>
    public HttpStatusCode LastStatus { get; private set; }

    /// <summary>Where the last answer led.</summary>
    public Uri? LastLocation { get; private set; }

    public async Task<string> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.UserAgent.ParseAdd("TestBrowser/1.0");
        if (Cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(static cookie => $"{cookie.Key}={cookie.Value}")));
        }

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        LastStatus = response.StatusCode;
        LastLocation = response.Headers.Location;
        LastSet = response.Headers.TryGetValues("Set-Cookie", out var set) ? [.. SetCookieHeaderValue.ParseList([.. set])] : [];
        foreach (var cookie in LastSet)
        {
            if (cookie.Expires <= DateTimeOffset.UnixEpoch)
            {
                Cookies.Remove(cookie.Name.ToString());
            }
            else
            {
                Cookies[cookie.Name.ToString()] = cookie.Value.ToString();
            }
        }

        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public Browser Copy()
    {
        var copy = new Browser(_client.BaseAddress!);
        foreach (var (name, value) in Cookies)
        {
            copy.Cookies[name] = value;
        }

        return copy;
    }

    public void Dispose() => _client.Dispose();
}

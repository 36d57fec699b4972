using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Parley.FunctionalTests.Security;

/// <summary>Whoever stands between client and service over HTTP: sees all messages, keeps them, changes them, and sends his own.</summary>
internal sealed class Interceptor : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None }) { Timeout = TimeSpan.FromSeconds(60) };

    private Interceptor(WebApplication application, Uri service)
    {
        _application = application;
        Service = service;
    }

    /// <summary>Where requests go.</summary>
    public Uri Service { get; set; }

    /// <summary>Where clients send them.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Changes the body of a request on its way; null for what is not to arrive.</summary>
    public Func<byte[], byte[]?>? OnRequest { get; set; }

    /// <summary>The last request that came.</summary>
    public Captured Last { get; private set; } = null!;

    public static async Task<Interceptor> StartAsync(Uri service)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var interceptor = new Interceptor(application, service);
        application.Run(interceptor.PassAsync);
        await application.StartAsync(TestContext.Current.CancellationToken);
        interceptor.Address = new Uri(new Uri(application.Urls.Single()), service.AbsolutePath);
        return interceptor;
    }

    /// <summary>Sends a request of his own to the service.</summary>
    /// <returns>The status, and the body as text.</returns>
    public async Task<(int Status, string Text)> PostAsync(Captured request)
    {
        using var response = await SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _http.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(Captured request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Service) { Content = new ByteArrayContent(request.Body) };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
        foreach (var (name, value) in request.Headers)
        {
            message.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(message, TestContext.Current.CancellationToken);
    }

    private async Task PassAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Last = new Captured(body.ToArray(), context.Request.ContentType!);
        var changed = OnRequest is { } change ? change(Last.Body) : Last.Body;
        if (changed is null)
        {
            context.Abort();
            return;
        }

        using var response = await SendAsync(Last with { Body = changed });
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await context.Response.Body.WriteAsync(await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>A request.</summary>
    internal sealed record Captured(byte[] Body, string ContentType)
    {
        public (string Name, string Value)[] Headers { get; init; } = [];
    }
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.FaultProxy;

/// <summary>A bad network for HTTP/1.1: each request is a message, and each response.</summary>
public sealed class HttpFaultProxy : BadNetwork
{
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
    private readonly CancellationTokenSource _ended = new();
    private readonly Overtaking _toService = new();
    private readonly Overtaking _toClient = new();
    private readonly Uri _target;
    private WebApplication? _application;
    private Uri? _address;

    /// <summary>Creates the proxy; <see cref="StartAsync"/> starts it.</summary>
    /// <param name="target">The service's address: http, with its path.</param>
    /// <param name="plan">What happens to the messages.</param>
    public HttpFaultProxy(Uri target, IFaultPlan plan)
        : base(plan)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
    }

    /// <summary>The address with the target's path.</summary>
    public override Uri Address => _address ?? throw new InvalidOperationException("The proxy has not been started.");

    /// <summary>Starts to listen at a free port of the loopback address.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MinResponseDataRate = null;
            options.Listen(IPAddress.Loopback, 0);
        });
        _application = builder.Build();
        _application.Run(HandleAsync);
        await _application.StartAsync(cancellationToken).ConfigureAwait(false);
        var listening = new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _address = new UriBuilder(_target) { Host = listening.Host, Port = listening.Port }.Uri;
    }

    /// <summary>Cuts every connection and stops.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        await _ended.CancelAsync().ConfigureAwait(false);
        if (_application is not null)
        {
            await _application.StopAsync(new CancellationToken(true)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _application.DisposeAsync().ConfigureAwait(false);
        }

        _client.Dispose();
        _ended.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _ended.Token);
        try
        {
            await ForwardAsync(http, ended.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException or BadHttpRequestException)
        {
            http.Abort();
        }
    }

    private async Task ForwardAsync(HttpContext http, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        var bytes = body.ToArray();
        var fault = Decide(NetworkDirection.ToService, bytes);
        var held = fault == Fault.Hold ? _toService.Hold() : null;
        Count(fault);
        await Task.Delay(Delay, cancellationToken).ConfigureAwait(false);
        switch (fault)
        {
            case Fault.Lose:
                http.Abort();
                return;
            case Fault.Swallow:
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
                return;
            case Fault.Cut:
                await SendHalfAsync(http.Request, bytes, cancellationToken).ConfigureAwait(false);
                http.Abort();
                return;
            case Fault.Hold:
                await _toService.WaitAsync(held!, HoldTime, cancellationToken).ConfigureAwait(false);
                break;
        }

        using var response = await PassAsync(http.Request, fault, bytes, cancellationToken).ConfigureAwait(false);
        await AnswerAsync(http, response, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> PassAsync(HttpRequest request, Fault fault, byte[] bytes, CancellationToken cancellationToken)
    {
        // Requests have connections of their own: that one has arrived before another is sure when it is answered.
        using var passing = _toService.Pass();
        var first = SendAsync(request, new ByteArrayContent(bytes), cancellationToken);
        if (fault == Fault.Double)
        {
            _ = DropAsync(SendAsync(request, new ByteArrayContent(bytes), cancellationToken));
        }

        return await first.ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext http, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var fault = Decide(NetworkDirection.ToClient, bytes);
        var held = fault == Fault.Hold ? _toClient.Hold() : null;
        if (fault != Fault.Double)
        {
            Count(fault);
        }

        await Task.Delay(Delay, cancellationToken).ConfigureAwait(false);
        switch (fault)
        {
            case Fault.Lose:
                http.Abort();
                return;
            case Fault.Swallow:
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
                return;
            case Fault.Hold:
                await _toClient.WaitAsync(held!, HoldTime, cancellationToken).ConfigureAwait(false);
                break;
        }

        http.Response.StatusCode = (int)response.StatusCode;
        http.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = response.ReasonPhrase;
        foreach (var header in response.Headers.Concat(response.Content.Headers).Where(header => !IsAboutConnection(header.Key)))
        {
            http.Response.Headers[header.Key] = header.Value.ToArray();
        }

        http.Response.ContentLength = bytes.Length;
        if (fault == Fault.Cut)
        {
            await http.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), cancellationToken).ConfigureAwait(false);
            await http.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
            http.Abort();
            return;
        }

        using var passing = _toClient.Pass();
        await http.Response.Body.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendHalfAsync(HttpRequest request, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await SendAsync(request, new BrokenContent(bytes), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // It broke, as it was to.
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequest request, HttpContent content, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(
            new HttpMethod(request.Method), new UriBuilder(_target) { Path = request.Path, Query = request.QueryString.Value }.Uri);
        if (!HttpMethods.IsGet(request.Method))
        {
            message.Content = content;
        }

        foreach (var header in request.Headers.Where(header => !IsAboutConnection(header.Key) && header.Key != "Host"))
        {
            if (!message.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value))
            {
                message.Content?.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value);
            }
        }

        return await _client.SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    private static async Task DropAsync(Task<HttpResponseMessage> sending)
    {
        try
        {
            using var response = await sending.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            // Nobody waits for the second answer.
        }
    }

    private static bool IsAboutConnection(string header) =>
        header is "Connection" or "Transfer-Encoding" or "Keep-Alive" or "Content-Length" or "Expect" or "Upgrade";

    /// <summary>Says that it is all there, and breaks the connection in the middle.</summary>
    private sealed class BrokenContent(byte[] bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2)).ConfigureAwait(false);
            await stream.FlushAsync().ConfigureAwait(false);
            throw new IOException("The proxy cuts this message.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}

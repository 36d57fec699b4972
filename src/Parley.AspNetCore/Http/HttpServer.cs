using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Security;

namespace Parley.Channels;

/// <summary>
/// One Kestrel server of the process, for all listeners of its port. The first listener starts it, the last one to go stops it.
/// </summary>
internal sealed class HttpServer
{
    private static readonly List<HttpServer> _servers = [];
    private static readonly SemaphoreSlim _gate = new(1);

    private readonly HttpRoutes _routes = new();
    private readonly HttpServerTls? _tls;
    private readonly bool _speaksHttp2Alone;
    private HttpServerAddress _address;
    private WebApplication? _application;
    private IServer? _server;
    private TaskCompletionSource? _stop;
    private int _listeners;

    private HttpServer(HttpServerAddress address, HttpServerTls? tls, bool speaksHttp2Alone)
    {
        _address = address;
        _tls = tls;
        _speaksHttp2Alone = speaksHttp2Alone;
    }

    /// <summary>The real port.</summary>
    public int Port => _address.Port;

    /// <summary>The server for a listener's address, started if need be. The listener gives it back by <see cref="RemoveAsync"/>.</summary>
    /// <exception cref="AddressAlreadyInUseException">The port is another program's, or another listener uses it in another way.</exception>
    /// <exception cref="AddressAccessDeniedException">This user may not listen at the port.</exception>
    public static async ValueTask<HttpServer> ListenAsync(
        IHttpRequestHandler listener, IServiceCredentials? credentials, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        var address = HttpServerAddress.Of(listener.Uri);
        var certificate = HttpServerTls.CertificateFor(listener, credentials);
        var http2Alone = certificate is null && listener.Element.HttpVersion >= HttpVersion.Version20;
        while (true)
        {
            Task stopping;
            await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var server = _servers.Find(candidate => candidate._address.Covers(address));
                if (server?._stop is null)
                {
                    server = server is null
                        ? await StartAsync(listener.Uri, address, certificate, http2Alone, loggerFactory, cancellationToken).ConfigureAwait(false)
                        : server.ThrowIfOtherwise(listener.Uri, certificate, http2Alone);
                    server._listeners++;
                    return server;
                }

                stopping = server._stop.Task;
            }
            finally
            {
                _gate.Release();
            }

            await stopping.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops a server, and gives back what it holds even where stopping is cut short.</summary>
    internal static async ValueTask StopAsync(IServer server, IAsyncDisposable application, CancellationToken cancellationToken)
    {
        try
        {
            await server.StopAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await application.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Answers with a status and nothing else.</summary>
    public static void Answer(HttpContext http, int statusCode, string reason)
    {
        var response = http.Response;
        response.StatusCode = statusCode;
        response.ContentLength = 0;
        if (http.Features.Get<IHttpResponseFeature>() is { } feature)
        {
            feature.ReasonPhrase = HttpReason.Clean(reason);
        }
    }

    /// <summary>Answers with a status and a line of text.</summary>
    /// <param name="http">The request and its response.</param>
    /// <param name="statusCode">The status.</param>
    /// <param name="reason">The reason phrase.</param>
    /// <param name="text">The text, of ASCII characters.</param>
    public static Task AnswerAsync(HttpContext http, int statusCode, string reason, string text)
    {
        Answer(http, statusCode, reason);
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.ContentLength = text.Length;
        return http.Response.WriteAsync(text, http.RequestAborted);
    }

    /// <summary>Begins to route requests to the listener.</summary>
    public void Add(IHttpRequestHandler listener)
    {
        _routes.Add(listener);
        _tls?.Add(listener);
    }

    /// <summary>Routes no more requests to the listener, and stops the server after its last one.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="cancellationToken">Cuts the connections that are still open.</param>
    public async ValueTask RemoveAsync(IHttpRequestHandler listener, CancellationToken cancellationToken)
    {
        if (_routes.Remove(listener))
        {
            _tls?.Remove(listener);
        }

        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (--_listeners > 0)
            {
                return;
            }

            _stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        finally
        {
            _gate.Release();
        }

        try
        {
            await StopAsync(_server!, _application!, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            _servers.Remove(this);
            _gate.Release();
            _stop.TrySetResult();
        }
    }

    public Task HandleAsync(HttpContext http)
    {
        var handler = _routes.Find(http.Request.Path.Value, http.Request.Host);
        if (handler is not null)
        {
            return handler.HandleAsync(http);
        }

        Answer(http, StatusCodes.Status404NotFound, "Not Found");
        return Task.CompletedTask;
    }

    private static async ValueTask<HttpServer> StartAsync(
        Uri uri,
        HttpServerAddress address,
        X509Certificate2? certificate,
        bool speaksHttp2Alone,
        ILoggerFactory loggerFactory,
        CancellationToken cancellationToken)
    {
        var server = new HttpServer(address, HttpServerTls.Create(certificate), speaksHttp2Alone);
        await server.StartAsync(uri, loggerFactory, cancellationToken).ConfigureAwait(false);
        _servers.Add(server);
        return server;
    }

    private async ValueTask StartAsync(Uri uri, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggerFactory);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Configure);
        _application = builder.Build();
        _server = _application.Services.GetRequiredService<IServer>();
        try
        {
            await _server.StartAsync(new HttpServerApplication(this), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await _application.DisposeAsync().ConfigureAwait(false);
            throw Explain(uri, exception);
        }

        if (_address.Port == 0)
        {
            var bound = _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();

            // With its port known, a server that was asked to be at localhost is where others that ask for it go.
            _address = HttpServerAddress.Of(new UriBuilder(uri) { Port = new Uri(bound).Port }.Uri);
        }
    }

    private HttpServer ThrowIfOtherwise(Uri uri, X509Certificate2? certificate, bool speaksHttp2Alone)
    {
        var isSame = _speaksHttp2Alone == speaksHttp2Alone
            && (certificate is null ? _tls is null : _tls is not null && _tls.HasCertificate(certificate));
        return isSame ? this : throw new AddressAlreadyInUseException(
            $"Another endpoint listens at the port of '{uri}' with another scheme, service certificate or HttpVersion. Endpoints that share a port must agree on these.");
    }

    private void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;

        // MaxReceivedMessageSize is the limit.
        options.Limits.MaxRequestBodySize = null;
        _address.Listen(options, listen =>
        {
            // Without TLS a client cannot choose between the two.
            listen.Protocols = _speaksHttp2Alone ? HttpProtocols.Http2
                : _tls is null ? HttpProtocols.Http1
                : HttpProtocols.Http1AndHttp2;
            if (_tls is not null)
            {
                listen.UseHttps(_tls.HandshakeOptions());
            }
        });
    }

    private static Exception Explain(Uri uri, Exception exception)
    {
        if (exception is OperationCanceledException)
        {
            return exception;
        }

        if (exception is AddressInUseException || exception.InnerException is AddressInUseException)
        {
            return new AddressAlreadyInUseException($"Another program, or an endpoint of this one with another transport, listens at the port of '{uri}' already.", exception);
        }

        return (exception as SocketException ?? exception.GetBaseException() as SocketException)?.SocketErrorCode == SocketError.AccessDenied
            ? new AddressAccessDeniedException($"This user may not listen at '{uri}'. Choose a port above 1023, or give the process the right.", exception)
            : new CommunicationException($"Listening at '{uri}' failed: {exception.Message}", exception);
    }
}

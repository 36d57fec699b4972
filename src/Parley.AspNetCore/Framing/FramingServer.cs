using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Parley.Channels.Framing;

/// <summary>
/// The Kestrel server of one address. Kestrel starts, counts, logs and ends the connections; <see cref="FramingTransport"/> accepts them.
/// </summary>
internal sealed class FramingServer
{
    private readonly FramingTransport _transport;
    private readonly ILogger _logger;
    private readonly WebApplication _application;
    private readonly IServer _server;

    private FramingServer(ListenTarget target, FramingTransport transport, Func<ConnectionContext, Task> serve, ILoggerFactory loggerFactory, ILogger logger)
    {
        _transport = transport;
        _logger = logger;

        // A server that Kestrel's own constructor makes would leave its meter behind when it ends; one of a container takes it along.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggerFactory);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            foreach (var endPoint in target.EndPoints)
            {
                options.Listen(endPoint, listen =>
                {
                    listen.Protocols = HttpProtocols.None;
                    listen.Run(serve);
                });
            }
        });

        // The only transport: Kestrel has one of its own for named pipes on Windows, and would take that.
        builder.Services.RemoveAll<IConnectionListenerFactory>().AddSingleton<IConnectionListenerFactory>(transport);
        _application = builder.Build();
        _server = _application.Services.GetRequiredService<IServer>();
    }

    /// <summary>Completes when the server has ended, after its last connection.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>The port of the first socket; 0 for one that has none.</summary>
    public int Port => _transport.Port;

    /// <summary>Listens at an address.</summary>
    /// <param name="target">The sockets that the address means.</param>
    /// <param name="backlog">How many connections may wait to be accepted.</param>
    /// <param name="serve">Serves a connection until it has ended.</param>
    /// <param name="loggerFactory">Where Kestrel logs.</param>
    /// <param name="logger">Where the transport logs.</param>
    /// <param name="timeProvider">The clock of whoever waits to accept again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<FramingServer> StartAsync(
        ListenTarget target,
        int backlog,
        Func<ConnectionContext, Task> serve,
        ILoggerFactory loggerFactory,
        ILogger logger,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        var server = new FramingServer(target, new FramingTransport(backlog, logger, timeProvider), serve, loggerFactory, logger);
        try
        {
            await server._server.StartAsync(new NoHttp(), cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.UnbindAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Accepts no more. Connections that were accepted go on, and the server ends after the last of them.</summary>
    public async ValueTask UnbindAsync()
    {
        await _transport.UnbindAsync().ConfigureAwait(false);
        Ended = EndAsync();
    }

    private async Task EndAsync()
    {
        try
        {
            await HttpServer.StopAsync(_server, _application, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            FramingLog.EndFailed(_logger, exception);
        }
    }

    /// <summary>Kestrel asks for an application to give HTTP requests to; connections of framing do not come that far.</summary>
    private sealed class NoHttp : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public Task ProcessRequestAsync(IFeatureCollection context) => Task.CompletedTask;

        public void DisposeContext(IFeatureCollection context, Exception? exception)
        {
        }
    }
}

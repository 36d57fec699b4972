using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley;

/// <summary>The services of an application: opened before it takes requests, drained when it stops.</summary>
internal sealed class MappedServices(ILoggerFactory loggerFactory) : IHostedLifecycleService, IDisposable
{
    private readonly MappedServicesLog _log = new(loggerFactory.CreateLogger("Parley.Hosting"));
    private readonly List<MappedServiceHost> _hosts = [];
    private readonly List<IEndpointRouteBuilder> _routeBuilders = [];

    /// <summary>The hosts of the services that are mapped.</summary>
    internal IReadOnlyList<MappedServiceHost> Hosts => _hosts;

    /// <summary>True once the application stops.</summary>
    internal bool IsStopping { get; private set; }

    internal void Add(MappedServiceHost host, IEndpointRouteBuilder routes)
    {
        _hosts.Add(host);
        _routeBuilders.Add(routes);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ServiceRoute.RefuseTwins(_routeBuilders.SelectMany(builder => builder.DataSources).Distinct());
        foreach (var host in _hosts)
        {
            await host.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before the server stops: no new sessions and calls, and those that are under way may end.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        IsStopping = true;
        _log.Draining(_hosts.Count);
        await Task.WhenAll(_hosts.Select(host => CloseAsync(host, cancellationToken))).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        foreach (var host in _hosts)
        {
            host.Abort();
        }

        return Task.CompletedTask;
    }

    /// <summary>An application that did not come to start, or is thrown away without being stopped, leaves nothing open.</summary>
    public void Dispose()
    {
        foreach (var host in _hosts)
        {
            host.Abort();
        }
    }

    private async Task CloseAsync(MappedServiceHost host, CancellationToken cancellationToken)
    {
        try
        {
            await host.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _log.CloseFailed(exception, host.Description.Name);
            host.Abort();
        }
    }
}

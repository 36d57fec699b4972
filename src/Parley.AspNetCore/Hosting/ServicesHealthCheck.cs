using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Parley;

/// <summary>Healthy while all services of the application are open; unhealthy when one has failed; degraded while they drain or are not open yet.</summary>
internal sealed class ServicesHealthCheck(MappedServices services) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = services.Hosts
            .GroupBy(host => host.Description.Name)
            .ToDictionary(group => group.Key, group => (object)group.First().State.ToString());
        var failed = services.Hosts.Where(Failed).Select(host => host.Description.Name).ToArray();
        if (failed.Length > 0)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy($"Not open: {string.Join(", ", failed)}.", data: data));
        }

        return Task.FromResult(services.Hosts.All(host => host.State == CommunicationState.Opened)
            ? HealthCheckResult.Healthy("All services are open.", data)
            : HealthCheckResult.Degraded(services.IsStopping ? "The services finish what is under way." : "The services are not open yet.", data: data));
    }

    private bool Failed(MappedServiceHost host) =>
        host.State == CommunicationState.Faulted || (host.State == CommunicationState.Closed && !services.IsStopping);
}

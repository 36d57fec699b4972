using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Parley;

/// <summary>Marks a route as the address of a service.</summary>
/// <param name="service">The service's name.</param>
/// <param name="path">The address.</param>
internal sealed class ServiceRoute(string service, string path)
{
    /// <summary>Refuses two services at one address: routing would find both, and fail every request.</summary>
    /// <exception cref="AddressAlreadyInUseException">There are two.</exception>
    internal static void RefuseTwins(IEnumerable<EndpointDataSource> routes)
    {
        var taken = new Dictionary<string, ServiceRoute>(StringComparer.OrdinalIgnoreCase);
        foreach (var route in routes.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            if (route.Metadata.GetMetadata<ServiceRoute>() is not { } mine || taken.TryAdd(KeyOf(route), mine))
            {
                continue;
            }

            var other = taken[KeyOf(route)];
            throw new AddressAlreadyInUseException(
                $"The services '{other.Service}' and '{mine.Service}' are both mapped to '{mine.Path}'. Give one of the two another address.");
        }
    }

    private string Service => service;

    private string Path => path;

    /// <summary>Routes with different hosts or orders can have one path.</summary>
    private static string KeyOf(RouteEndpoint route)
    {
        var hosts = route.Metadata.GetMetadata<IHostMetadata>()?.Hosts.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>();
        return $"{route.RoutePattern.RawText?.Trim('/')} {route.Order} {string.Join(',', hosts)}";
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps services of Parley in an application.</summary>
public static class ParleyEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Offers a service. Its http endpoints are routes of the application, beside its others; endpoints of other transports listen at
    /// their own addresses. Service objects come from dependency injection, with a scope for each instance context.
    /// </summary>
    /// <typeparam name="TService">The service class; registered in the container, or made with services from it.</typeparam>
    /// <param name="endpoints">The application.</param>
    /// <param name="configure">Adds the endpoints.</param>
    /// <returns>The routes of the http endpoints, for authorization and other conventions.</returns>
    /// <exception cref="InvalidOperationException"><c>AddParley</c> was not called.</exception>
    /// <example>
    /// <code>
    /// app.MapService&lt;Calculator&gt;(service =>
    /// {
    ///     service.AddEndpoint&lt;ICalculator&gt;(new BasicHttpBinding(), "/calculator");
    ///     service.AddEndpoint&lt;ICalculator&gt;(new NetTcpBinding(SecurityMode.None), "net.tcp://0.0.0.0:8808/calculator");
    /// });
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapService<TService>(this IEndpointRouteBuilder endpoints, Action<ServiceBuilder> configure)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(configure);
        var services = endpoints.ServiceProvider;
        var mapped = services.GetService<MappedServices>() ?? throw new InvalidOperationException(
            "MapService needs the services of Parley. Call builder.Services.AddParley() before the application is built.");
        var host = new MappedServiceHost(
            typeof(TService),
            services,
            services.GetRequiredService<ILoggerFactory>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<IOptions<ParleyOptions>>().Value);
        configure(new ServiceBuilder(host));
        mapped.Add(host, endpoints);
        return new ServiceRoutes([.. host.Paths.SelectMany(path => Map(endpoints, host, path))]);
    }

    private static IEnumerable<IEndpointConventionBuilder> Map(IEndpointRouteBuilder endpoints, MappedServiceHost host, string path)
    {
        // The path itself, and what is below it: the service's AddressFilterMode says which of these it takes.
        var literal = path.TrimEnd('/').Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        RequestDelegate handle = host.Application.HandleAsync;
        yield return endpoints.Map(RoutePatternFactory.Parse(literal.Length == 0 ? "/" : literal), handle).WithDisplayName($"Parley {host.Description.Name} {path}").WithMetadata(new ServiceRoute(host.Description.Name, path));
        if (literal.Length > 0)
        {
            yield return endpoints.Map(RoutePatternFactory.Parse(literal + "/{**below}"), handle).WithDisplayName($"Parley {host.Description.Name} {path}/…");
        }
    }

    private sealed class ServiceRoutes(IEndpointConventionBuilder[] routes) : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention)
        {
            foreach (var route in routes)
            {
                route.Add(convention);
            }
        }

        public void Finally(Action<EndpointBuilder> finallyConvention)
        {
            foreach (var route in routes)
            {
                route.Finally(finallyConvention);
            }
        }
    }
}

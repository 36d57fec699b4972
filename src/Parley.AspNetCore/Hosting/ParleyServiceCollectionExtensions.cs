using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Parley;
using Parley.ReliableMessaging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds services of Parley to an application.</summary>
public static class ParleyServiceCollectionExtensions
{
    /// <summary>
    /// Adds what <c>app.MapService</c> needs: the services open with the application and drain when it stops, and a health check
    /// <c>parley</c> tells whether they are open. <see cref="IReliableSessionMonitor"/> shows the reliable sessions.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; null for the defaults.</param>
    /// <returns>The application's services.</returns>
    /// <example>
    /// <code>
    /// builder.Services.AddParley(options => options.DrainTimeout = TimeSpan.FromSeconds(30));
    /// </code>
    /// </example>
    public static IServiceCollection AddParley(this IServiceCollection services, Action<ParleyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<ParleyOptions>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddSessionMonitor();
        services.TryAddSingleton(TimeProvider.System);
        if (services.Any(service => service.ServiceType == typeof(MappedServices)))
        {
            return services;
        }

        services.AddSingleton<MappedServices>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<MappedServices>());
        services.AddHealthChecks().AddCheck<ServicesHealthCheck>("parley");
        return services;
    }

    /// <summary>Adds what shows the reliable sessions of the application's services and clients.</summary>
    internal static void AddSessionMonitor(this IServiceCollection services)
    {
        services.TryAddSingleton(static _ => new SessionMonitor());
        services.TryAddSingleton<IReliableSessionMonitor>(static provider => provider.GetRequiredService<SessionMonitor>());
    }
}

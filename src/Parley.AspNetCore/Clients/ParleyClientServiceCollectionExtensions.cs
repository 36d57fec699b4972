using Microsoft.Extensions.Options;
using Parley;
using Parley.Channels;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds clients of service contracts to dependency injection.</summary>
public static class ParleyClientServiceCollectionExtensions
{
    /// <summary>
    /// Adds a client: <typeparamref name="TContract"/> is a proxy, by default one for each scope, whose channel is closed at the end
    /// of the scope; <see cref="ChannelFactory{TChannel}"/> is the factory that all proxies share.
    /// </summary>
    /// <typeparam name="TContract">The contract's interface.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="address">The service's address.</param>
    /// <param name="lifetime">How long a proxy lives, and with it its session: a scope's, one use's, or the application's.</param>
    public static IServiceCollection AddParleyClient<TContract>(
        this IServiceCollection services, Binding binding, string address, ServiceLifetime lifetime = ServiceLifetime.Scoped)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(address);
        return services.AddParleyClient<TContract>(binding, new EndpointAddress(address), lifetime);
    }

    /// <summary>
    /// Adds a client: <typeparamref name="TContract"/> is a proxy, by default one for each scope, whose channel is closed at the end
    /// of the scope; <see cref="ChannelFactory{TChannel}"/> is the factory that all proxies share.
    /// </summary>
    /// <typeparam name="TContract">The contract's interface.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="address">The service's address, with its identity and headers if it has some.</param>
    /// <param name="lifetime">
    /// How long a proxy lives, and with it its session. Scoped, the default: the scope's, such as a web request's. Transient: as long as
    /// its scope as well, but each use has a session of its own. Singleton: the application's; a session that fails is not made anew.
    /// </param>
    public static IServiceCollection AddParleyClient<TContract>(
        this IServiceCollection services, Binding binding, EndpointAddress address, ServiceLifetime lifetime = ServiceLifetime.Scoped)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(binding);
        ArgumentNullException.ThrowIfNull(address);
        return services.AddParleyClient<TContract>(
            options =>
            {
                options.Binding = binding;
                options.Address = address;
            },
            lifetime);
    }

    /// <summary>
    /// Adds a client: <typeparamref name="TContract"/> is a proxy, by default one for each scope, whose channel is closed at the end
    /// of the scope; <see cref="ChannelFactory{TChannel}"/> is the factory that all proxies share.
    /// </summary>
    /// <typeparam name="TContract">The contract's interface.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets binding and address. More can be set by <c>services.Configure</c> or <c>services.AddOptions</c>.</param>
    /// <param name="lifetime">How long a proxy lives, and with it its session: a scope's, one use's, or the application's.</param>
    public static IServiceCollection AddParleyClient<TContract>(
        this IServiceCollection services, Action<ParleyClientOptions<TContract>> configure, ServiceLifetime lifetime = ServiceLifetime.Scoped)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<ParleyClientOptions<TContract>>().Configure(configure);
        services.AddSessionMonitor();
        services.AddSingleton(static provider =>
            provider.GetRequiredService<IOptionsMonitor<ParleyClientOptions<TContract>>>().CurrentValue.CreateFactory(provider, null));
        services.Add(new ServiceDescriptor(
            typeof(TContract),
            static provider => provider.GetRequiredService<ChannelFactory<TContract>>().CreateChannel(),
            lifetime));
        return services;
    }

    /// <summary>Adds a client under a name: a keyed service, for several services of one contract.</summary>
    /// <typeparam name="TContract">The contract's interface.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="name">The name: the key of the proxy and of its <see cref="ChannelFactory{TChannel}"/>, and the name of its options.</param>
    /// <param name="configure">Sets binding and address.</param>
    /// <param name="lifetime">How long a proxy lives, and with it its session: a scope's, one use's, or the application's.</param>
    public static IServiceCollection AddParleyClient<TContract>(
        this IServiceCollection services,
        string name,
        Action<ParleyClientOptions<TContract>> configure,
        ServiceLifetime lifetime = ServiceLifetime.Scoped)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<ParleyClientOptions<TContract>>(name).Configure(configure);
        services.AddSessionMonitor();
        services.AddKeyedSingleton(
            name,
            static (provider, key) => provider.GetRequiredService<IOptionsMonitor<ParleyClientOptions<TContract>>>()
                .Get((string)key!).CreateFactory(provider, (string)key!));
        services.Add(new ServiceDescriptor(
            typeof(TContract),
            name,
            static (provider, key) => provider.GetRequiredKeyedService<ChannelFactory<TContract>>(key).CreateChannel(),
            lifetime));
        return services;
    }
}

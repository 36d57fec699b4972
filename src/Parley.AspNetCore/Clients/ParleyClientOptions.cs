using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Description;
using Parley.ReliableMessaging;

namespace Parley;

/// <summary>How the clients of a contract that come from dependency injection reach their service.</summary>
/// <typeparam name="TContract">The contract's interface.</typeparam>
public sealed class ParleyClientOptions<TContract>
    where TContract : class
{
    /// <summary>The binding. Required.</summary>
    public Binding? Binding { get; set; }

    /// <summary>The service's address. Required.</summary>
    public EndpointAddress? Address { get; set; }

    /// <summary>Makes the object that takes the service's callbacks; required for a contract with a callback contract, and only there.
    /// It is called once, when the channel factory is made: all proxies of the client share the object.</summary>
    public Func<IServiceProvider, object>? CallbackInstance { get; set; }

    /// <summary>What is done to the channel factory before it opens: behaviours, credentials.</summary>
    public IList<Action<IServiceProvider, ChannelFactory<TContract>>> FactoryActions { get; } = [];

    /// <summary>Adds something to do to the channel factory before it opens: behaviours, credentials.</summary>
    /// <param name="action">The action.</param>
    public void ConfigureFactory(Action<ChannelFactory<TContract>> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        FactoryActions.Add((_, factory) => action(factory));
    }

    internal ChannelFactory<TContract> CreateFactory(IServiceProvider services, string? name)
    {
        var what = name is null ? $"The client of {typeof(TContract)}" : $"The client '{name}' of {typeof(TContract)}";
        var binding = Binding ?? throw new InvalidOperationException(
            $"{what} has no binding. Set ParleyClientOptions.Binding in AddParleyClient, for example to a NetTcpBinding.");
        var address = Address ?? throw new InvalidOperationException(
            $"{what} has no address. Set ParleyClientOptions.Address in AddParleyClient.");
        if (CallbackInstance is null && ContractDescription.GetContract(typeof(TContract)).CallbackContractType is { } callbackContract)
        {
            throw new InvalidOperationException(
                $"{what} has the callback contract {callbackContract}, and no object to take the callbacks. Set ParleyClientOptions.CallbackInstance in AddParleyClient.");
        }

        var factory = CallbackInstance is { } callback
            ? new DuplexChannelFactory<TContract>(callback(services), binding, address)
            : new ChannelFactory<TContract>(binding, address);
        factory.LoggerFactory = services.GetService<ILoggerFactory>() ?? factory.LoggerFactory;
        factory.Surroundings.Add(services.GetRequiredService<SessionMonitor>());

        // For clients that listen for their service.
        factory.Surroundings.Add(new KestrelTransports(services.GetService<ILoggerFactory>()));
        if (services.GetService<IMeterFactory>() is { } meters)
        {
            factory.Surroundings.Add(meters);
        }

        foreach (var action in FactoryActions)
        {
            action(services, factory);
        }

        return factory;
    }
}

using System.Collections.ObjectModel;
using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.Description;

/// <summary>Limits how much a service does at once. WCF documentation: ServiceThrottlingBehavior.</summary>
public class ServiceThrottlingBehavior : IServiceBehavior
{
    private readonly ServiceThrottle _limits = new();

    /// <summary>How many messages are dispatched at once. 1 or more; default 16 for each processor.</summary>
    public int MaxConcurrentCalls
    {
        get => _limits.MaxConcurrentCalls;
        set => _limits.MaxConcurrentCalls = value;
    }

    /// <summary>How many instance contexts there are at once. 1 or more; default 116 for each processor, or what calls and sessions together come to.</summary>
    public int MaxConcurrentInstances
    {
        get => _instances ?? (int)Math.Min((long)MaxConcurrentCalls + MaxConcurrentSessions, int.MaxValue);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _instances = value;
        }
    }

    /// <summary>How many sessions there are at once. 1 or more; default 100 for each processor.</summary>
    public int MaxConcurrentSessions
    {
        get => _limits.MaxConcurrentSessions;
        set => _limits.MaxConcurrentSessions = value;
    }

    private int? _instances;

    void IServiceBehavior.Validate(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
    {
    }

    void IServiceBehavior.AddBindingParameters(
        ServiceDescription serviceDescription,
        ServiceHostBase serviceHostBase,
        Collection<ServiceEndpoint> endpoints,
        BindingParameterCollection bindingParameters)
    {
    }

    void IServiceBehavior.ApplyDispatchBehavior(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
    {
        ArgumentNullException.ThrowIfNull(serviceHostBase);
        foreach (var dispatcher in serviceHostBase.ChannelDispatchers.OfType<ChannelDispatcher>())
        {
            if (dispatcher.ServiceThrottle is { } throttle)
            {
                throttle.MaxConcurrentCalls = MaxConcurrentCalls;
                throttle.MaxConcurrentSessions = MaxConcurrentSessions;
                throttle.MaxConcurrentInstances = MaxConcurrentInstances;
            }
        }
    }
}

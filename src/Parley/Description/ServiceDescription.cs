namespace Parley.Description;

/// <summary>A service: its type, its endpoints and its behaviors. Source: WCF documentation, ServiceDescription.</summary>
public class ServiceDescription
{
    /// <summary>Describes a service without endpoints.</summary>
    public ServiceDescription()
    {
    }

    /// <summary>Describes a service with some endpoints.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> is null.</exception>
    public ServiceDescription(IEnumerable<ServiceEndpoint> endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        foreach (var endpoint in endpoints)
        {
            Endpoints.Add(endpoint);
        }
    }

    /// <summary>The service's name. The default is the name of <see cref="ServiceType"/>.</summary>
    /// <exception cref="ArgumentException">The value is null or empty.</exception>
    public string Name
    {
        get => field ?? (ServiceType is null ? "service" : ContractNames.OfType(ServiceType));
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(Name));
            field = value;
        }
    }

    /// <summary>The service's namespace. The default is <c>http://tempuri.org/</c>.</summary>
    public string Namespace { get; set; } = ContractNames.DefaultNamespace;

    /// <summary>The name by which configuration knows the service. The default is the full name of <see cref="ServiceType"/>.</summary>
    public string? ConfigurationName
    {
        get => field ?? ServiceType?.FullName;
        set;
    }

    /// <summary>The class that implements the service.</summary>
    public Type? ServiceType { get; set; }

    /// <summary>The service's endpoints.</summary>
    public ServiceEndpointCollection Endpoints { get; } = [];

    /// <summary>The service's behaviors, at most one of each type.</summary>
    public KeyedByTypeCollection<IServiceBehavior> Behaviors { get; } = [];

    /// <summary>Describes a service by its class: its type and the behaviors that its attributes give.</summary>
    /// <param name="serviceType">The class.</param>
    /// <returns>A new description without endpoints.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="serviceType"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="serviceType"/> is not a class.</exception>
    public static ServiceDescription GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (!serviceType.IsClass)
        {
            throw new ArgumentException($"'{serviceType}' is not a class. A service is a class that implements a contract.", nameof(serviceType));
        }

        var description = new ServiceDescription { ServiceType = serviceType };
        foreach (var attribute in serviceType.GetCustomAttributes(inherit: true))
        {
            if ((attribute as IServiceBehavior ?? ContractAttributes.As<ServiceBehaviorAttribute>(attribute)) is not { } behavior)
            {
                continue;
            }

            description.Behaviors.Add(behavior);
            if (behavior is ServiceBehaviorAttribute service)
            {
                description.TakeNames(service);
            }
        }

        return description;
    }

    /// <summary>Describes a service by an object of its class: its type and the behaviors that its attributes and the object give.</summary>
    /// <param name="serviceImplementation">The object.</param>
    /// <returns>A new description without endpoints.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="serviceImplementation"/> is null.</exception>
    public static ServiceDescription GetService(object serviceImplementation)
    {
        ArgumentNullException.ThrowIfNull(serviceImplementation);
        var description = GetService(serviceImplementation.GetType());
        if (serviceImplementation is IServiceBehavior behavior)
        {
            description.Behaviors.Add(behavior);
        }

        return description;
    }

    private void TakeNames(ServiceBehaviorAttribute attribute)
    {
        if (!string.IsNullOrEmpty(attribute.Name))
        {
            Name = attribute.Name;
        }

        Namespace = attribute.Namespace ?? Namespace;
        ConfigurationName = attribute.ConfigurationName ?? ConfigurationName;
    }
}

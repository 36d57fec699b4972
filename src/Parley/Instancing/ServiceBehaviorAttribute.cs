using System.Collections.ObjectModel;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley;

/// <summary>How a service class is instantiated and called. WCF documentation: ServiceBehaviorAttribute.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ServiceBehaviorAttribute : Attribute, IServiceBehavior
{
    private object? _wellKnownSingleton;

    /// <summary>The service's name in metadata. Default: the class's name.</summary>
    public string? Name { get; set; }

    /// <summary>The service's XML namespace in metadata. Default <c>http://tempuri.org/</c>.</summary>
    public string? Namespace { get; set; }

    /// <summary>The name under which configuration finds the service. Default: the class's full name.</summary>
    public string? ConfigurationName { get; set; }

    /// <summary>How long a service object serves. Default <see cref="InstanceContextMode.PerSession"/>.</summary>
    public InstanceContextMode InstanceContextMode
    {
        get;
        set
        {
            field = AttributeValue.Defined(value, nameof(InstanceContextMode));
            IsInstanceContextModeSet = true;
        }
    }

    /// <summary>True when the user has chosen <see cref="InstanceContextMode"/>, be it the default.</summary>
    internal bool IsInstanceContextModeSet { get; private set; }

    /// <summary>How many calls a service object takes at once. Default <see cref="ConcurrencyMode.Single"/>.</summary>
    public ConcurrencyMode ConcurrencyMode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ConcurrencyMode));
    }

    /// <summary>How a message's <c>To</c> must fit the endpoint's address. Default <see cref="AddressFilterMode.Exact"/>.</summary>
    public AddressFilterMode AddressFilterMode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(AddressFilterMode));
    }

    /// <summary>True to end this side's half of a session when the client has ended its own. Default true.</summary>
    public bool AutomaticSessionShutdown { get; set; } = true;

    /// <summary>True to run all calls on the synchronization context of the thread that opens the host, if it has one. Default true.</summary>
    public bool UseSynchronizationContext { get; set; } = true;

    /// <summary>True to refuse messages with a header that must be understood and was not. Default true.</summary>
    public bool ValidateMustUnderstand { get; set; } = true;

    /// <summary>True to send undeclared exceptions to clients, for debugging; never in production. Default false.</summary>
    public bool IncludeExceptionDetailInFaults { get; set; }

    /// <summary>True to run the messages of a session strictly one after the other. Default false. Needs <see cref="ConcurrencyMode.Single"/>.</summary>
    public bool EnsureOrderedDispatch { get; set; }

    /// <summary>How many objects one message may be read into. 0 or more; default 2147483647.</summary>
    public int MaxItemsInObjectGraph
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = int.MaxValue;

    /// <summary>True to drop unknown data instead of sending it back. Default false.</summary>
    public bool IgnoreExtensionDataObject { get; set; }

    /// <summary>True to release the service object at the end of a transaction. Default true. There are no transactions, so it changes nothing.</summary>
    public bool ReleaseServiceInstanceOnTransactionComplete { get; set; } = true;

    /// <summary>The host's singleton object; null for every other service.</summary>
    /// <returns>The object.</returns>
    public object? GetWellKnownSingleton() => _wellKnownSingleton;

    /// <summary>Sets the host's singleton object.</summary>
    /// <param name="value">The object.</param>
    public void SetWellKnownSingleton(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _wellKnownSingleton = value;
    }

    void IServiceBehavior.Validate(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
    {
        if (_wellKnownSingleton is not null && InstanceContextMode != InstanceContextMode.Single)
        {
            throw new InvalidOperationException(
                $"The host of service '{serviceDescription.Name}' was given an object to serve, but the service's InstanceContextMode is {InstanceContextMode}. "
                + "Set InstanceContextMode = InstanceContextMode.Single in its [ServiceBehavior], or give the host the type instead of an object.");
        }

        if (EnsureOrderedDispatch && ConcurrencyMode != ConcurrencyMode.Single)
        {
            throw new InvalidOperationException(
                $"The service '{serviceDescription.Name}' has EnsureOrderedDispatch = true with ConcurrencyMode.{ConcurrencyMode}: calls that run at once have no order. "
                + "Set ConcurrencyMode = ConcurrencyMode.Single, or EnsureOrderedDispatch = false.");
        }
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
        foreach (var endpoint in serviceDescription.Endpoints)
        {
            DataContractSerializerOperationBehavior.Restrict(endpoint.Contract, MaxItemsInObjectGraph, IgnoreExtensionDataObject, onlyCallbacks: false);
        }

        foreach (var dispatcher in serviceHostBase.ChannelDispatchers.OfType<ChannelDispatcher>())
        {
            dispatcher.IncludeExceptionDetailInFaults |= IncludeExceptionDetailInFaults;
            foreach (var endpoint in dispatcher.Endpoints)
            {
                if (!endpoint.IsSystemEndpoint)
                {
                    Apply(endpoint);
                }
            }
        }
    }

    private void Apply(EndpointDispatcher endpoint)
    {
        var runtime = endpoint.DispatchRuntime;
        runtime.InstanceContextMode = InstanceContextMode;
        runtime.ConcurrencyMode = ConcurrencyMode;
        runtime.AutomaticInputSessionShutdown = AutomaticSessionShutdown;
        runtime.EnsureOrderedDispatch = EnsureOrderedDispatch;
        runtime.ValidateMustUnderstand = ValidateMustUnderstand;
        if (!UseSynchronizationContext)
        {
            runtime.SynchronizationContext = null;
        }

        switch (AddressFilterMode)
        {
            case AddressFilterMode.Any:
                endpoint.AddressFilter = new MatchAllMessageFilter();
                break;
            case AddressFilterMode.Prefix:
                endpoint.AddressFilter = new PrefixEndpointAddressMessageFilter(endpoint.EndpointAddress);
                break;
        }
    }
}

using Parley.Channels;
using Parley.Description;

namespace Parley;

/// <summary>
/// Makes proxies of a contract whose service calls its clients back: an object of the client takes those calls.
/// WCF documentation: DuplexChannelFactory&lt;TChannel&gt;.
/// </summary>
/// <typeparam name="TChannel">The contract's interface; it has a callback contract.</typeparam>
public class DuplexChannelFactory<TChannel> : ChannelFactory<TChannel>
{
    private readonly InstanceContext? _callbackInstance;

    /// <summary>Creates a factory whose channels are given their callback objects one by one.</summary>
    /// <param name="callbackInstanceType">The type of the callback objects; behaviours are read from its attributes.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="remoteAddress">The service's address; null when each channel is given its own.</param>
    public DuplexChannelFactory(Type callbackInstanceType, Binding binding, EndpointAddress? remoteAddress = null)
        : base(binding, remoteAddress)
    {
        ArgumentNullException.ThrowIfNull(callbackInstanceType);
        AddBehaviorsOf(callbackInstanceType);
    }

    /// <summary>Creates a factory; each channel is given its own address.</summary>
    /// <param name="callbackObject">Takes the callbacks of all channels.</param>
    /// <param name="binding">The binding.</param>
    public DuplexChannelFactory(object callbackObject, Binding binding)
        : this(callbackObject, binding, (EndpointAddress?)null)
    {
    }

    /// <summary>Creates a factory of channels to an address.</summary>
    /// <param name="callbackObject">Takes the callbacks of all channels.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="remoteAddress">The service's address.</param>
    public DuplexChannelFactory(object callbackObject, Binding binding, string remoteAddress)
        : this(callbackObject, binding, new EndpointAddress(remoteAddress))
    {
    }

    /// <summary>Creates a factory of channels to an address.</summary>
    /// <param name="callbackObject">Takes the callbacks of all channels; an <see cref="InstanceContext"/> is used as it is.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="remoteAddress">The service's address; null when each channel is given its own.</param>
    public DuplexChannelFactory(object callbackObject, Binding binding, EndpointAddress? remoteAddress)
        : base(binding, remoteAddress)
    {
        _callbackInstance = ContextOf(callbackObject);
        AddBehaviorsOf(_callbackInstance);
    }

    /// <summary>Creates a factory of channels to an endpoint.</summary>
    /// <param name="callbackObject">Takes the callbacks of all channels; an <see cref="InstanceContext"/> is used as it is.</param>
    /// <param name="endpoint">The endpoint.</param>
    public DuplexChannelFactory(object callbackObject, ServiceEndpoint endpoint)
        : base(endpoint)
    {
        _callbackInstance = ContextOf(callbackObject);
        AddBehaviorsOf(_callbackInstance);
    }

    /// <summary>Creates a factory; each channel is given its own address.</summary>
    /// <param name="callbackInstance">Takes the callbacks of all channels.</param>
    /// <param name="binding">The binding.</param>
    public DuplexChannelFactory(InstanceContext callbackInstance, Binding binding)
        : this((object)callbackInstance, binding, (EndpointAddress?)null)
    {
    }

    /// <summary>Creates a factory of channels to an address.</summary>
    /// <param name="callbackInstance">Takes the callbacks of all channels.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="remoteAddress">The service's address.</param>
    public DuplexChannelFactory(InstanceContext callbackInstance, Binding binding, string remoteAddress)
        : this((object)callbackInstance, binding, new EndpointAddress(remoteAddress))
    {
    }

    /// <summary>Creates a factory of channels to an address.</summary>
    /// <param name="callbackInstance">Takes the callbacks of all channels.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="remoteAddress">The service's address; null when each channel is given its own.</param>
    public DuplexChannelFactory(InstanceContext callbackInstance, Binding binding, EndpointAddress? remoteAddress)
        : this((object)callbackInstance, binding, remoteAddress)
    {
    }

    /// <summary>Creates a factory of channels to an endpoint.</summary>
    /// <param name="callbackInstance">Takes the callbacks of all channels.</param>
    /// <param name="endpoint">The endpoint.</param>
    public DuplexChannelFactory(InstanceContext callbackInstance, ServiceEndpoint endpoint)
        : this((object)callbackInstance, endpoint)
    {
    }

    private protected override bool IsDuplex => true;

    /// <summary>Makes a proxy by a factory of its own. The factory lives as long as the proxy is in use.</summary>
    /// <param name="callbackObject">Takes the callbacks.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="endpointAddress">The service's address.</param>
    public static TChannel CreateChannel(object callbackObject, Binding binding, EndpointAddress endpointAddress) =>
        new DuplexChannelFactory<TChannel>(callbackObject, binding, endpointAddress).CreateChannelThatEndsTheFactory(null);

    /// <summary>Makes a proxy by a factory of its own. The factory lives as long as the proxy is in use.</summary>
    /// <param name="callbackInstance">Takes the callbacks.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="endpointAddress">The service's address.</param>
    public static TChannel CreateChannel(InstanceContext callbackInstance, Binding binding, EndpointAddress endpointAddress) =>
        CreateChannel((object)callbackInstance, binding, endpointAddress);

    /// <summary>Makes a proxy with a callback object of its own.</summary>
    /// <param name="callbackInstance">Takes the callbacks.</param>
    public TChannel CreateChannel(InstanceContext callbackInstance) => CreateDuplex(callbackInstance, null, null);

    /// <summary>Makes a proxy with a callback object of its own.</summary>
    /// <param name="callbackInstance">Takes the callbacks.</param>
    /// <param name="address">The service's address.</param>
    public TChannel CreateChannel(InstanceContext callbackInstance, EndpointAddress address) => CreateDuplex(callbackInstance, address, null);

    /// <summary>Makes a proxy with a callback object of its own.</summary>
    /// <param name="callbackInstance">Takes the callbacks.</param>
    /// <param name="address">The service's address.</param>
    /// <param name="via">The transport address.</param>
    public virtual TChannel CreateChannel(InstanceContext callbackInstance, EndpointAddress address, Uri? via) =>
        CreateDuplex(callbackInstance, address, via);

    private protected override TChannel CreateProxy(EndpointAddress? address, Uri? via) =>
        CreateDuplex(
            _callbackInstance ?? throw new InvalidOperationException(
                "The factory was made for a type of callback objects and has none itself. Give one to CreateChannel."),
            address,
            via);

    private static InstanceContext ContextOf(object callbackObject)
    {
        ArgumentNullException.ThrowIfNull(callbackObject);
        return callbackObject as InstanceContext ?? new InstanceContext(callbackObject);
    }

    private TChannel CreateDuplex(InstanceContext callbackInstance, EndpointAddress? address, Uri? via)
    {
        ArgumentNullException.ThrowIfNull(callbackInstance);
        ThrowIfNotTheCallbackContract(callbackInstance);
        return ProxyOf(CreateServiceChannel(address, via, callbackInstance));
    }

    private void ThrowIfNotTheCallbackContract(InstanceContext callbackInstance)
    {
        if (callbackInstance.HasUserObject
            && Endpoint.Contract.CallbackContractType is { } contract
            && callbackInstance.GetServiceInstance() is { } instance
            && !contract.IsInstanceOfType(instance))
        {
            throw new InvalidOperationException(
                $"The callback object is a {instance.GetType()}, which does not implement the callback contract {contract} of '{Endpoint.Contract.Name}'.");
        }
    }

    private void AddBehaviorsOf(InstanceContext callbackInstance)
    {
        if (callbackInstance.HasUserObject)
        {
            AddBehaviorsOf(callbackInstance.GetServiceInstance().GetType());
        }
    }

    private void AddBehaviorsOf(Type callbackType)
    {
        foreach (var attribute in callbackType.GetCustomAttributes(inherit: true))
        {
            if ((attribute as IEndpointBehavior ?? ContractAttributes.As<CallbackBehaviorAttribute>(attribute)) is { } behavior
                && !Endpoint.Behaviors.Contains(behavior.GetType()))
            {
                Endpoint.Behaviors.Add(behavior);
            }
        }

        ContractBehaviors.AddOfCallback(Endpoint.Contract, callbackType);
    }
}

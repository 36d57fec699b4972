using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley;

/// <summary>How a client's callback class is called. WCF documentation: CallbackBehaviorAttribute.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CallbackBehaviorAttribute : Attribute, IEndpointBehavior
{
    /// <summary>How many callbacks the object takes at once. Default <see cref="ConcurrencyMode.Single"/>.</summary>
    public ConcurrencyMode ConcurrencyMode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(ConcurrencyMode));
    }

    /// <summary>True to end this side's half of a session when the service has ended its own. Default true.</summary>
    public bool AutomaticSessionShutdown { get; set; } = true;

    /// <summary>True to run callbacks on the synchronization context of the thread that opens the channel, if it has one. Default true.</summary>
    public bool UseSynchronizationContext { get; set; } = true;

    /// <summary>True to refuse messages with a header that must be understood and was not. Default true.</summary>
    public bool ValidateMustUnderstand { get; set; } = true;

    /// <summary>True to send undeclared exceptions to the service, for debugging; never in production. Default false.</summary>
    public bool IncludeExceptionDetailInFaults { get; set; }

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

    void IEndpointBehavior.Validate(ServiceEndpoint endpoint)
    {
    }

    void IEndpointBehavior.AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters)
    {
    }

    void IEndpointBehavior.ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher) =>
        throw new InvalidOperationException(
            $"[CallbackBehavior] is on a behaviour of the service endpoint '{endpoint?.Name}'. It belongs on a client's callback class; a service has [ServiceBehavior].");

    void IEndpointBehavior.ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime)
    {
        DataContractSerializerOperationBehavior.Restrict(endpoint.Contract, MaxItemsInObjectGraph, IgnoreExtensionDataObject, onlyCallbacks: true);
        var runtime = clientRuntime.CallbackDispatchRuntime;
        runtime.ConcurrencyMode = ConcurrencyMode;
        runtime.AutomaticInputSessionShutdown = AutomaticSessionShutdown;
        runtime.ValidateMustUnderstand = ValidateMustUnderstand;
        runtime.IncludeExceptionDetailInFaults = IncludeExceptionDetailInFaults;
        if (!UseSynchronizationContext)
        {
            runtime.SynchronizationContext = null;
        }
    }
}

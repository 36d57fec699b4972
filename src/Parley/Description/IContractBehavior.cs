using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.Description;

/// <summary>Changes how a contract runs, at a service or at a client. An attribute that implements it works on the contract's
/// interface and on the service's class. Source: WCF documentation, IContractBehavior.</summary>
public interface IContractBehavior
{
    /// <summary>Looks at the contract and throws when the behavior cannot work with it.</summary>
    /// <param name="contractDescription">The contract.</param>
    /// <param name="endpoint">The endpoint that offers or calls it.</param>
    void Validate(ContractDescription contractDescription, ServiceEndpoint endpoint);

    /// <summary>Gives objects to the endpoint's binding elements.</summary>
    /// <param name="contractDescription">The contract.</param>
    /// <param name="endpoint">The endpoint that offers or calls it.</param>
    /// <param name="bindingParameters">Where the objects go.</param>
    void AddBindingParameters(
        ContractDescription contractDescription, ServiceEndpoint endpoint, BindingParameterCollection bindingParameters);

    /// <summary>Changes the service side.</summary>
    /// <param name="contractDescription">The contract.</param>
    /// <param name="endpoint">The endpoint that offers it.</param>
    /// <param name="dispatchRuntime">What the host has built for it.</param>
    void ApplyDispatchBehavior(ContractDescription contractDescription, ServiceEndpoint endpoint, DispatchRuntime dispatchRuntime);

    /// <summary>Changes the client side.</summary>
    /// <param name="contractDescription">The contract.</param>
    /// <param name="endpoint">The endpoint that calls it.</param>
    /// <param name="clientRuntime">What the channel factory has built for it.</param>
    void ApplyClientBehavior(ContractDescription contractDescription, ServiceEndpoint endpoint, ClientRuntime clientRuntime);
}

using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.Description;

/// <summary>Changes how one operation runs, at a service or at a client. An attribute that implements it works on the contract's
/// method and on the service's. Source: WCF documentation, IOperationBehavior.</summary>
public interface IOperationBehavior
{
    /// <summary>Looks at the operation and throws when the behavior cannot work with it.</summary>
    /// <param name="operationDescription">The operation.</param>
    void Validate(OperationDescription operationDescription);

    /// <summary>Gives objects to the endpoint's binding elements.</summary>
    /// <param name="operationDescription">The operation.</param>
    /// <param name="bindingParameters">Where the objects go.</param>
    void AddBindingParameters(OperationDescription operationDescription, BindingParameterCollection bindingParameters);

    /// <summary>Changes the service side.</summary>
    /// <param name="operationDescription">The operation.</param>
    /// <param name="dispatchOperation">What the host has built for it.</param>
    void ApplyDispatchBehavior(OperationDescription operationDescription, DispatchOperation dispatchOperation);

    /// <summary>Changes the client side.</summary>
    /// <param name="operationDescription">The operation.</param>
    /// <param name="clientOperation">What the channel factory has built for it.</param>
    void ApplyClientBehavior(OperationDescription operationDescription, ClientOperation clientOperation);
}

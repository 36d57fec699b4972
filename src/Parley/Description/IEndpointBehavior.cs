using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.Description;

/// <summary>Changes how one endpoint runs, at a service or at a client. Source: WCF documentation, IEndpointBehavior.</summary>
public interface IEndpointBehavior
{
    /// <summary>Looks at the endpoint and throws when the behavior cannot work with it.</summary>
    /// <param name="endpoint">The endpoint.</param>
    void Validate(ServiceEndpoint endpoint);

    /// <summary>Gives objects to the endpoint's binding elements.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="bindingParameters">Where the objects go.</param>
    void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters);

    /// <summary>Changes the service side of the endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="endpointDispatcher">What the host has built for it.</param>
    void ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher);

    /// <summary>Changes the client side of the endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="clientRuntime">What the channel factory has built for it.</param>
    void ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime);
}

using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley.Tests.Client.Memory;

/// <summary>An endpoint behaviour that changes the client runtime.</summary>
public sealed class RuntimeBehavior(Action<ClientRuntime> change) : IEndpointBehavior
{
    public void Validate(ServiceEndpoint endpoint)
    {
    }

    public void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters)
    {
    }

    public void ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher)
    {
    }

    public void ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime) => change(clientRuntime);
}

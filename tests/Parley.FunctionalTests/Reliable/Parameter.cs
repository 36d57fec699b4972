using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley.FunctionalTests.Reliable;

/// <summary>Gives the binding's elements something of the program's own.</summary>
internal sealed class Parameter(object value) : IEndpointBehavior
{
    public void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters) => bindingParameters.Add(value);

    public void ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime)
    {
    }

    public void ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher)
    {
    }

    public void Validate(ServiceEndpoint endpoint)
    {
    }
}

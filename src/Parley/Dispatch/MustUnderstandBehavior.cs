using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.Description;

/// <summary>Switches the check of must-understand headers on or off for an endpoint. WCF documentation: MustUnderstandBehavior.</summary>
/// <param name="validate">True to refuse messages with a header that must be understood and was not.</param>
public class MustUnderstandBehavior(bool validate) : IEndpointBehavior
{
    /// <summary>True to refuse messages with a header that must be understood and was not.</summary>
    public bool ValidateMustUnderstand { get; set; } = validate;

    void IEndpointBehavior.Validate(ServiceEndpoint endpoint)
    {
    }

    void IEndpointBehavior.AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters)
    {
    }

    void IEndpointBehavior.ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher)
    {
        ArgumentNullException.ThrowIfNull(endpointDispatcher);
        endpointDispatcher.DispatchRuntime.ValidateMustUnderstand = ValidateMustUnderstand;
    }

    void IEndpointBehavior.ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime)
    {
        ArgumentNullException.ThrowIfNull(clientRuntime);
        clientRuntime.ValidateMustUnderstand = ValidateMustUnderstand;
    }
}

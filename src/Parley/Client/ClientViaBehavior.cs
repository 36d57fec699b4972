using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.Description;

/// <summary>Sends a client's messages to another transport address than the endpoint's own: a router, a debugging proxy. WCF documentation: ClientViaBehavior.</summary>
public class ClientViaBehavior : IEndpointBehavior
{
    private Uri _uri;

    /// <summary>Creates the behaviour.</summary>
    /// <param name="uri">The transport address.</param>
    public ClientViaBehavior(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        _uri = uri;
    }

    /// <summary>The transport address.</summary>
    public Uri Uri
    {
        get => _uri;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _uri = value;
        }
    }

    void IEndpointBehavior.Validate(ServiceEndpoint endpoint)
    {
    }

    void IEndpointBehavior.AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters)
    {
    }

    void IEndpointBehavior.ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher) =>
        throw new InvalidOperationException("ClientViaBehavior belongs to a client's endpoint. A service has ServiceEndpoint.ListenUri.");

    void IEndpointBehavior.ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime)
    {
        ArgumentNullException.ThrowIfNull(clientRuntime);
        clientRuntime.Via = _uri;
    }
}

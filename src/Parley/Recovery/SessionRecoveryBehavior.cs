using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.Description;

/// <summary>
/// Lets a client go on when the service does not know its secure session any more (fault BadContextToken), because it was restarted, say: the client
/// establishes a new session for the same proxy, and repeats the call if its operation is declared safe by <see cref="SafeToRepeatAttribute"/>. Every
/// other call ends with <see cref="OutcomeUnknownException"/>, since the fault is not protected and could be anybody's. The service's instance is a
/// new one: what the old session held is lost.
/// </summary>
/// <remarks>
/// Opt in by <c>factory.Endpoint.Behaviors.Add(new SessionRecoveryBehavior())</c>. For secure sessions over HTTP that end with the service's
/// process, without a reliable session above; others need it not (a stateful token), or have no session to establish. Without it such a call ends with
/// <see cref="Security.MessageSecurityException"/>, and the proxy is faulted.
/// </remarks>
public sealed class SessionRecoveryBehavior : IEndpointBehavior
{
    /// <summary>Says what the behavior is for.</summary>
    internal static InvalidOperationException DoesNotFit(ServiceEndpoint endpoint) => new(
        $"The endpoint '{endpoint.Name}' has a SessionRecoveryBehavior, and its binding makes no secure session that could be established anew. It is for secure sessions "
        + "over HTTP (EstablishSecurityContext = true) with a stateless token and without a reliable session. Leave the behavior out.");

    /// <summary>Creates the behavior.</summary>
    public SessionRecoveryBehavior()
    {
    }

    void IEndpointBehavior.Validate(ServiceEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var elements = endpoint.Binding?.CreateBindingElements();
        if (elements?.Find<SecurityBindingElement>()?.SessionToken is not { RequireCancellation: true } || elements.Find<ReliableSessionBindingElement>() is not null)
        {
            throw DoesNotFit(endpoint);
        }
    }

    void IEndpointBehavior.AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters)
    {
    }

    void IEndpointBehavior.ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher) =>
        throw new InvalidOperationException("A SessionRecoveryBehavior belongs to a client's endpoint. Leave it out at the service.");

    void IEndpointBehavior.ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime)
    {
    }
}

using System.Collections.ObjectModel;
using Parley.Channels;

namespace Parley.Description;

/// <summary>Changes how a whole service runs. The host calls it when it opens, in the order of the members below.
/// Source: WCF documentation, IServiceBehavior.</summary>
public interface IServiceBehavior
{
    /// <summary>Looks at the service and throws when the behavior cannot work with it.</summary>
    /// <param name="serviceDescription">The service.</param>
    /// <param name="serviceHostBase">The host that opens.</param>
    void Validate(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase);

    /// <summary>Gives objects to the binding elements of some endpoints.</summary>
    /// <param name="serviceDescription">The service.</param>
    /// <param name="serviceHostBase">The host that opens.</param>
    /// <param name="endpoints">The endpoints whose channels are about to be built.</param>
    /// <param name="bindingParameters">Where the objects go.</param>
    void AddBindingParameters(
        ServiceDescription serviceDescription,
        ServiceHostBase serviceHostBase,
        Collection<ServiceEndpoint> endpoints,
        BindingParameterCollection bindingParameters);

    /// <summary>Changes the dispatchers that the host has built.</summary>
    /// <param name="serviceDescription">The service.</param>
    /// <param name="serviceHostBase">The host that opens.</param>
    void ApplyDispatchBehavior(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase);
}

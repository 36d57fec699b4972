using System.Collections.ObjectModel;
using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.Description;

/// <summary>Shows clients the exceptions of a service, for debugging. WCF documentation: ServiceDebugBehavior.</summary>
public class ServiceDebugBehavior : IServiceBehavior
{
    /// <summary>
    /// True to send undeclared exceptions to clients, with their messages and stack traces: never in production, because it
    /// tells strangers about the inside of the service. Default false.
    /// </summary>
    public bool IncludeExceptionDetailInFaults { get; set; }

    void IServiceBehavior.Validate(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
    {
    }

    void IServiceBehavior.AddBindingParameters(
        ServiceDescription serviceDescription,
        ServiceHostBase serviceHostBase,
        Collection<ServiceEndpoint> endpoints,
        BindingParameterCollection bindingParameters)
    {
    }

    void IServiceBehavior.ApplyDispatchBehavior(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
    {
        ArgumentNullException.ThrowIfNull(serviceHostBase);
        if (!IncludeExceptionDetailInFaults)
        {
            return;
        }

        foreach (var dispatcher in serviceHostBase.ChannelDispatchers.OfType<ChannelDispatcher>())
        {
            dispatcher.IncludeExceptionDetailInFaults = true;
        }
    }
}

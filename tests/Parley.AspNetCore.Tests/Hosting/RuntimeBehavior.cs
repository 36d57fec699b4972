using System.Collections.ObjectModel;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley.AspNetCore.Tests.Hosting;

/// <summary>Changes every endpoint's runtime as a test says.</summary>
internal sealed class RuntimeBehavior(Action<DispatchRuntime> change, Action<ChannelDispatcher>? changeDispatcher = null) : IServiceBehavior
{
    public void Validate(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
    {
    }

    public void AddBindingParameters(
        ServiceDescription serviceDescription, ServiceHostBase serviceHostBase, Collection<ServiceEndpoint> endpoints, BindingParameterCollection bindingParameters)
    {
    }

    public void ApplyDispatchBehavior(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
    {
        foreach (var dispatcher in serviceHostBase.ChannelDispatchers.OfType<ChannelDispatcher>())
        {
            changeDispatcher?.Invoke(dispatcher);
            foreach (var endpoint in dispatcher.Endpoints)
            {
                change(endpoint.DispatchRuntime);
            }
        }
    }
}

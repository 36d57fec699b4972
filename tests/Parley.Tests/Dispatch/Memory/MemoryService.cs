using Parley.Channels;
using Parley.Description;

namespace Parley.Tests.Dispatch.Memory;

/// <summary>A host of a service on <see cref="SessionTransport"/>.</summary>
internal sealed class MemoryService : ServiceHostBase
{
    private MemoryService(object service, Type contract, SessionTransport transport)
    {
        InitializeDescription(service is Type type ? ServiceDescription.GetService(type) : ServiceDescription.GetService(service));
        if (service is not Type)
        {
            Description.Behaviors.Find<ServiceBehaviorAttribute>()!.SetWellKnownSingleton(service);
        }

        AddServiceEndpoint(contract.FullName!, new CustomBinding(transport), "sessions://here/service");
    }

    internal static async Task<MemoryService> OpenAsync(
        object service, Type contract, SessionTransport transport, Action<ServiceHostBase>? configure = null)
    {
        var host = new MemoryService(service, contract, transport);
        configure?.Invoke(host);
        await host.OpenAsync();
        return host;
    }
}

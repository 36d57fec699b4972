namespace Parley.Dispatcher;

/// <summary>An <see cref="EndpointDispatcher"/> as it was when the host opened.</summary>
internal sealed class CompiledEndpoint(EndpointDispatcher endpoint)
{
    internal EndpointDispatcher Source { get; } = endpoint;

    internal MessageFilter AddressFilter { get; } = endpoint.AddressFilter;

    internal MessageFilter ContractFilter { get; } = endpoint.ContractFilter;

    internal CompiledRuntime Runtime { get; } = new(endpoint.DispatchRuntime);
}

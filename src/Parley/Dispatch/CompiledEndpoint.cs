namespace Parley.Dispatcher;

/// <summary>An <see cref="EndpointDispatcher"/> as it was when the host opened.</summary>
internal sealed class CompiledEndpoint(EndpointDispatcher endpoint)
{
    internal EndpointDispatcher Source { get; } = endpoint;

    internal MessageFilter AddressFilter { get; } = endpoint.AddressFilter;

    internal MessageFilter ContractFilter { get; } = endpoint.ContractFilter;

    internal CompiledRuntime Runtime { get; } = new(endpoint.DispatchRuntime);

    /// <summary>How the service calls the clients of this endpoint back; null when it does not.</summary>
    internal ProxyRuntime? Callbacks { get; } =
        endpoint.DispatchRuntime is { EndpointDispatcher: not null, CallbackClientRuntime: { } callbacks } ? new ProxyRuntime(callbacks) : null;
}

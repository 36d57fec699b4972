namespace Parley;

/// <summary>The events of a proxy: those of its channel, with the proxy as their sender.</summary>
internal sealed class ProxyEvents
{
    internal ProxyEvents(object proxy, ServiceChannel channel)
    {
        channel.Opening += (_, e) => Opening?.Invoke(proxy, e);
        channel.Opened += (_, e) => Opened?.Invoke(proxy, e);
        channel.Closing += (_, e) => Closing?.Invoke(proxy, e);
        channel.Closed += (_, e) => Closed?.Invoke(proxy, e);
        channel.Faulted += (_, e) => Faulted?.Invoke(proxy, e);
    }

    internal event EventHandler? Opening;

    internal event EventHandler? Opened;

    internal event EventHandler? Closing;

    internal event EventHandler? Closed;

    internal event EventHandler? Faulted;
}

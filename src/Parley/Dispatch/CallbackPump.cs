using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley;

/// <summary>
/// The dispatcher at a client: it reads duplex channels, gives replies to the calls that wait for them, and calls the
/// callback object for everything else.
/// </summary>
/// <param name="runtime">The callbacks' operations; frozen at the first channel.</param>
/// <param name="timeouts">The binding.</param>
/// <param name="version">The version of the messages.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class CallbackPump(
    DispatchRuntime runtime, IDefaultCommunicationTimeouts timeouts, MessageVersion version, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private DispatchTable? _table;

    /// <summary>Adds the operations that the service calls at the client.</summary>
    internal static void AddOperations(DispatchRuntime runtime, ContractDescription contract) =>
        RuntimeOperations.Add(runtime, contract, serverInitiated: true);

    /// <summary>Lets the behaviors of those operations change them.</summary>
    internal static void ApplyOperationBehaviors(DispatchRuntime runtime, ContractDescription contract) =>
        RuntimeOperations.ApplyBehaviors(runtime, contract, serverInitiated: true);

    /// <summary>Begins to read a channel that is open.</summary>
    /// <param name="channel">The channel of the proxy, with its callback instance.</param>
    internal void Start(ServiceChannel channel)
    {
        var instance = channel.CallbackInstance ?? throw new InvalidOperationException(
            "The channel has no callback instance, so nobody takes the callbacks. Set IDuplexContextChannel.CallbackInstance before it opens.");
        instance.Attach(runtime);
        var table = Table();
        var served = new ServedChannel(table, channel, channel.HasSession, null)
        {
            Endpoint = table.Endpoints[0],
            SessionContext = instance,
        };

        // Callbacks have nothing to do with the code that opens the channel: neither its execution context nor its thread.
        ThreadPool.UnsafeQueueUserWorkItem(static served => served.Start(), served, preferLocal: false);
    }

    private DispatchTable Table()
    {
        lock (_lock)
        {
            return _table ??= DispatchTable.ForCallbacks(runtime, timeouts, version, timeProvider);
        }
    }
}

using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley;

/// <summary>Reads the duplex channels of a client whose service calls it back, and dispatches the calls.</summary>
internal sealed class CallbackPump(
    DispatchRuntime runtime, IDefaultCommunicationTimeouts timeouts, MessageVersion version, TimeProvider timeProvider)
{
    internal static void AddOperations(DispatchRuntime runtime, ContractDescription contract) =>
        throw new NotSupportedException("Clients that are called back are not supported yet.");

    internal static void ApplyOperationBehaviors(DispatchRuntime runtime, ContractDescription contract) =>
        throw new NotSupportedException("Clients that are called back are not supported yet.");

    internal void Start(ServiceChannel channel) => throw new NotSupportedException($"{runtime} {timeouts} {version} {timeProvider} {channel}");
}

using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;
using Parley.Formatting;

namespace Parley;

/// <summary>Makes the operations of a dispatch runtime of a contract's: a service's own, or a client's callbacks.</summary>
internal static class RuntimeOperations
{
    /// <summary>Adds the operations of one direction.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="contract">The contract.</param>
    /// <param name="serverInitiated">True for those that the service calls at the client.</param>
    internal static void Add(DispatchRuntime runtime, ContractDescription contract, bool serverInitiated)
    {
        foreach (var operation in contract.Operations)
        {
            if (operation.IsServerInitiated == serverInitiated)
            {
                runtime.Operations.Add(Make(runtime, operation));
            }
        }
    }

    /// <summary>Lets the operations' own behaviors change the runtime.</summary>
    internal static void ApplyBehaviors(DispatchRuntime runtime, ContractDescription contract, bool serverInitiated)
    {
        foreach (var operation in contract.Operations)
        {
            if (operation.IsServerInitiated != serverInitiated || !runtime.Operations.Contains(operation.Name))
            {
                continue;
            }

            foreach (var behavior in operation.Behaviors)
            {
                behavior.ApplyDispatchBehavior(operation, runtime.Operations[operation.Name]);
            }
        }
    }

    private static DispatchOperation Make(DispatchRuntime runtime, OperationDescription description)
    {
        var operation = description.Reply is { } reply
            ? new DispatchOperation(runtime, description.Name, description.Request.Action, reply.Action)
            : new DispatchOperation(runtime, description.Name, description.Request.Action);
        operation.IsInitiating = description.IsInitiating;
        operation.IsTerminating = description.IsTerminating;
        operation.KeepsRequestOpen = description.Request.StaysOpen;
        operation.DeserializeRequest = !description.Request.IsUntyped;
        operation.SerializeReply = description.Reply is { IsUntyped: false };
        if (description.Method is { } method)
        {
            operation.Invoker = new MethodInvoker(method);
        }

        foreach (var fault in FaultContracts.Of(description))
        {
            operation.FaultContractInfos.Add(fault);
        }

        return operation;
    }
}

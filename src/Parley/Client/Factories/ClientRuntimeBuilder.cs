using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;
using Parley.Formatting;
using Parley.Security;

namespace Parley;

/// <summary>Turns the description of an endpoint into client runtimes, and lets behaviours change them. WCF documentation: Extending WCF with behaviors.</summary>
internal static class ClientRuntimeBuilder
{
    /// <summary>What the behaviours of an endpoint give to its binding elements, and what the elements find beside that.</summary>
    internal static BindingParameterCollection CollectBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection surroundings)
    {
        var parameters = new BindingParameterCollection();
        EndpointProtection.AddTo(parameters, endpoint);
        foreach (var behavior in endpoint.Contract.Behaviors)
        {
            behavior.AddBindingParameters(endpoint.Contract, endpoint, parameters);
        }

        foreach (var behavior in endpoint.Behaviors)
        {
            behavior.AddBindingParameters(endpoint, parameters);
        }

        foreach (var operation in endpoint.Contract.Operations)
        {
            foreach (var behavior in operation.Behaviors)
            {
                behavior.AddBindingParameters(operation, parameters);
            }
        }

        foreach (var parameter in surroundings)
        {
            if (!parameters.Contains(parameter.GetType()))
            {
                parameters.Add(parameter);
            }
        }

        return parameters;
    }

    /// <summary>Makes the runtime of a client's endpoint: first all operations, then the contract's, the endpoint's and the operations' behaviours.</summary>
    internal static ClientRuntime ForEndpoint(ServiceEndpoint endpoint)
    {
        var contract = endpoint.Contract;
        var runtime = new ClientRuntime(contract.Name, contract.Namespace)
        {
            ContractClientType = contract.ContractType,
            CallbackClientType = contract.CallbackContractType,
            ManualAddressing = endpoint.Binding!.CreateBindingElements().Find<TransportBindingElement>()?.ManualAddressing ?? false,
        };
        foreach (var operation in contract.Operations)
        {
            if (!operation.IsServerInitiated)
            {
                Add(runtime, operation);
            }
        }

        if (contract.IsDuplex)
        {
            CallbackPump.AddOperations(runtime.CallbackDispatchRuntime, contract);
        }

        foreach (var behavior in contract.Behaviors)
        {
            behavior.ApplyClientBehavior(contract, endpoint, runtime);
        }

        foreach (var behavior in endpoint.Behaviors)
        {
            behavior.ApplyClientBehavior(endpoint, runtime);
        }

        ApplyOperationBehaviors(runtime, contract, serverInitiated: false);
        if (contract.IsDuplex)
        {
            CallbackPump.ApplyOperationBehaviors(runtime.CallbackDispatchRuntime, contract);
        }

        return runtime;
    }

    /// <summary>Makes the runtime with which a service calls its clients back. The behaviours are yet to change it.</summary>
    internal static ClientRuntime ForCallbacks(ContractDescription contract)
    {
        var runtime = new ClientRuntime(contract.Name, contract.Namespace) { ContractClientType = contract.CallbackContractType };
        foreach (var operation in contract.Operations)
        {
            if (operation.IsServerInitiated)
            {
                Add(runtime, operation);
            }
        }

        return runtime;
    }

    /// <summary>Lets the operations' behaviours change their client operations; formatters come from here.</summary>
    internal static void ApplyOperationBehaviors(ClientRuntime runtime, ContractDescription contract, bool serverInitiated)
    {
        foreach (var operation in contract.Operations)
        {
            if (operation.IsServerInitiated != serverInitiated || !runtime.Operations.Contains(operation.Name))
            {
                continue;
            }

            var clientOperation = runtime.Operations[operation.Name];
            foreach (var behavior in operation.Behaviors)
            {
                behavior.ApplyClientBehavior(operation, clientOperation);
            }
        }
    }

    private static void Add(ClientRuntime runtime, OperationDescription description)
    {
        var reply = description.Reply;
        var operation = new ClientOperation(runtime, description.Name, description.Request.Action, reply?.Action)
        {
            IsOneWay = description.IsOneWay,
            IsInitiating = description.IsInitiating,
            IsTerminating = description.IsTerminating,
            SyncMethod = description.SyncMethod,
            TaskMethod = description.TaskMethod,
            SerializeRequest = !description.Request.IsUntyped,
            DeserializeReply = reply is { IsUntyped: false },
            KeepsReplyOpen = reply is { StaysOpen: true },
        };
        foreach (var fault in FaultContracts.Of(description))
        {
            operation.FaultContractInfos.Add(fault);
        }

        runtime.Operations.Add(operation);
    }
}

using System.Reflection;

namespace Parley.Description;

/// <summary>Reads one operation from a method.</summary>
internal static class OperationReader
{
    internal static OperationDescription Read(
        ContractDescription contract, Type type, MethodInfo method, OperationContractAttribute attribute, bool isCallback)
    {
        var name = attribute.Name is null ? ContractNames.Encode(ContractNames.OfOperation(method)) : ContractNames.Encode(attribute.Name);
        Refuse(contract, method, attribute, name);

        var shape = OperationMethod.Of(method);
        var operation = new OperationDescription(name, contract)
        {
            SyncMethod = shape.IsAsync ? null : method,
            TaskMethod = shape.IsAsync ? method : null,
            IsInitiating = attribute.IsInitiating,
            IsTerminating = attribute.IsTerminating,
            IsServerInitiated = isCallback,
        };
        if (attribute.HasProtectionLevel)
        {
            operation.ProtectionLevel = attribute.ProtectionLevel;
        }

        var faults = ContractAttributes.FindAll<FaultContractAttribute>(method);
        if (attribute.IsOneWay)
        {
            RefuseOneWay(contract, attribute, shape, faults, name);
        }

        // Of a callback operation, the request goes out of the service and the reply comes in.
        var requestDirection = isCallback ? MessageDirection.Output : MessageDirection.Input;
        var replyDirection = isCallback ? MessageDirection.Input : MessageDirection.Output;
        var style = FormatAttributes.Of(type, method);
        operation.Messages.Add(
            MessageReader.ReadRequest(contract, operation, shape, attribute.Action ?? ContractNames.Action(contract, name), requestDirection, style));
        if (!attribute.IsOneWay)
        {
            operation.Messages.Add(MessageReader.ReadReply(
                contract, operation, shape, attribute.ReplyAction ?? ContractNames.Action(contract, name, "Response"), replyDirection, style));
        }

        foreach (var fault in faults)
        {
            operation.Faults.Add(ReadFault(contract, operation, fault));
        }

        KnownTypes.Add(operation, type, method);
        style.AddTo(operation);
        return operation;
    }

    private static void Refuse(ContractDescription contract, MethodInfo method, OperationContractAttribute attribute, string name)
    {
        if (attribute.AsyncPattern)
        {
            throw new NotSupportedException(
                $"The operation '{name}' of contract '{contract.Name}' is a Begin/End pair (AsyncPattern = true), which is not supported. "
                + $"Use a method that returns a task, for example Task {(name.StartsWith("Begin", StringComparison.Ordinal) ? name[5..] : name)}Async(...).");
        }

        if (method.IsGenericMethodDefinition)
        {
            throw new InvalidOperationException(
                $"The operation '{name}' of contract '{contract.Name}' is a generic method. Messages need types that are known: write one method for each type.");
        }

        if (method.GetParameters() is var parameters
            && parameters.Take(Math.Max(0, parameters.Length - 1)).FirstOrDefault(p => p.ParameterType == typeof(CancellationToken)) is { } token)
        {
            throw new InvalidOperationException(
                $"The operation '{name}' of contract '{contract.Name}' has the CancellationToken '{token.Name}' before other parameters. Make it the last one.");
        }

        if (Array.Find(parameters, p => p.ParameterType.IsPointer || OperationMethod.ValueType(p).IsByRefLike) is { } odd)
        {
            throw new InvalidOperationException(
                $"The parameter '{odd.Name}' of operation '{name}' of contract '{contract.Name}' has the type '{odd.ParameterType}', which cannot travel in a message. "
                + "Use an array or a data contract.");
        }

        if (OperationMethod.ReturnsTask(method) && Array.Find(parameters, p => p.ParameterType.IsByRef) is { } reference)
        {
            throw new InvalidOperationException(
                $"The operation '{name}' of contract '{contract.Name}' returns a task and has the out or ref parameter '{reference.Name}'. "
                + "Return all results in the task, for example as a typed message.");
        }
    }

    private static void RefuseOneWay(
        ContractDescription contract, OperationContractAttribute attribute, OperationMethod shape, List<FaultContractAttribute> faults, string name)
    {
        var problem =
            shape.HasResult ? $"it returns a {shape.ResultType.Name}; let it return void, Task or ValueTask" :
            shape.OutputIndices.Length > 0 ? $"its parameter '{shape.Parameters[shape.OutputIndices[0]].Name}' is out or ref; make it an ordinary one" :
            faults.Count > 0 ? "it has [FaultContract]; take that away, a one-way operation cannot answer with a fault" :
            attribute.ReplyAction is not null ? "it has a ReplyAction; take that away" :
            null;
        if (problem is not null)
        {
            throw new InvalidOperationException(
                $"The operation '{name}' of contract '{contract.Name}' is one-way (IsOneWay = true) and has no reply, but {problem}; or set IsOneWay = false.");
        }
    }

    private static FaultDescription ReadFault(ContractDescription contract, OperationDescription operation, FaultContractAttribute attribute)
    {
        var detail = attribute.DetailType;
        if (detail.ContainsGenericParameters)
        {
            throw new InvalidOperationException(
                $"The fault detail '{detail}' of operation '{operation.Name}' of contract '{contract.Name}' is an open generic type. Give its type arguments.");
        }

        if (operation.Faults.Any(f => f.DetailType == detail))
        {
            throw new InvalidOperationException(
                $"The operation '{operation.Name}' of contract '{contract.Name}' declares the fault detail '{detail}' twice. Take one [FaultContract] away.");
        }

        var typeName = ContractNames.OfType(detail);
        var fault = new FaultDescription(attribute.Action ?? ContractNames.Action(contract, operation.Name, typeName + "Fault"))
        {
            DetailType = detail,
            ElementName = attribute.Name is null ? null : ContractNames.Encode(attribute.Name),
            Namespace = attribute.Namespace ?? contract.Namespace,
        };
        fault.Name = fault.ElementName ?? typeName + "Fault";
        if (attribute.HasProtectionLevel)
        {
            fault.ProtectionLevel = attribute.ProtectionLevel;
        }

        return fault;
    }
}

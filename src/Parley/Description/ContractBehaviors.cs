using System.Reflection;

namespace Parley.Description;

/// <summary>Adds the behaviors that attributes of a contract and of the service that implements it give.</summary>
internal static class ContractBehaviors
{
    internal static void Add(ContractDescription contract, Type contractType, Type? serviceType)
    {
        AddContractBehaviors(contract, contractType);
        foreach (var operation in contract.Operations)
        {
            AddOperationBehaviors(operation, operation.SyncMethod);
            AddOperationBehaviors(operation, operation.TaskMethod);
        }

        if (serviceType is null || serviceType == contractType || !contractType.IsAssignableFrom(serviceType))
        {
            return;
        }

        AddContractBehaviors(contract, serviceType);
        foreach (var operation in contract.Operations)
        {
            if (!operation.IsServerInitiated)
            {
                AddOperationBehaviors(operation, Implementation(serviceType, operation.SyncMethod));
                AddOperationBehaviors(operation, Implementation(serviceType, operation.TaskMethod));
            }
        }
    }

    /// <summary>Adds the behaviors that the class of a client's callback object gives to the operations that the service calls.</summary>
    internal static void AddOfCallback(ContractDescription contract, Type callbackType)
    {
        foreach (var operation in contract.Operations.Where(operation => operation.IsServerInitiated))
        {
            AddOperationBehaviors(operation, Implementation(callbackType, operation.SyncMethod));
            AddOperationBehaviors(operation, Implementation(callbackType, operation.TaskMethod));
        }
    }

    private static void AddContractBehaviors(ContractDescription contract, Type type)
    {
        foreach (var attribute in type.GetCustomAttributes(inherit: true))
        {
            if ((attribute as IContractBehavior ?? ContractAttributes.As<DeliveryRequirementsAttribute>(attribute)) is not { } behavior
                || contract.Behaviors.Contains(behavior.GetType()))
            {
                continue;
            }

            if (behavior is IContractBehaviorAttribute { TargetContract: { } target } && target != contract.ContractType)
            {
                continue;
            }

            contract.Behaviors.Add(behavior);
        }
    }

    private static void AddOperationBehaviors(OperationDescription operation, MethodInfo? method)
    {
        foreach (var attribute in method?.GetCustomAttributes(inherit: true) ?? [])
        {
            if ((attribute as IOperationBehavior ?? ContractAttributes.As<OperationBehaviorAttribute>(attribute)) is { } behavior
                && !operation.Behaviors.Contains(behavior.GetType()))
            {
                operation.Behaviors.Add(behavior);
            }
        }
    }

    private static MethodInfo? Implementation(Type serviceType, MethodInfo? method)
    {
        if (method?.DeclaringType is not { IsInterface: true } contractType || serviceType.IsInterface || !contractType.IsAssignableFrom(serviceType))
        {
            return null;
        }

        var map = serviceType.GetInterfaceMap(contractType);
        var index = Array.IndexOf(map.InterfaceMethods, method);
        return index < 0 ? null : map.TargetMethods[index];
    }
}

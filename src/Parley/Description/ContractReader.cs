using System.Reflection;

namespace Parley.Description;

/// <summary>Reads contracts from the attributes of interfaces and classes. Source: WCF documentation, Designing Service Contracts and
/// the pages of the attributes.</summary>
internal static class ContractReader
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    internal static ContractDescription Read(Type contractType, Type? serviceType)
    {
        if (ChannelShapes.Client.Contains(contractType))
        {
            // Channels that carry any message: a contract in name only.
            return new ContractDescription(contractType.Name, ContractNames.ChannelShapes) { ContractType = contractType };
        }

        var type = ResolveContractType(contractType);
        var contracts = new Dictionary<Type, ContractDescription>();
        var contract = Describe(type, contracts);
        var callback = MergeCallbacks(type, contract);

        AddOperations(contract, contract, type, isCallback: false);
        foreach (var inherited in InheritedContracts(type))
        {
            AddOperations(contract, Describe(inherited, contracts), inherited, isCallback: false);
        }

        if (callback is not null)
        {
            var owners = CallbackOwners(type, contracts);
            foreach (var part in callback.GetInterfaces().Prepend(callback))
            {
                AddOperations(contract, owners.GetValueOrDefault(part, contract), part, isCallback: true);
            }
        }

        RefuseTwinNames(contract, type);
        FillInherited(contract, contracts);
        foreach (var operation in contract.Operations)
        {
            // What a contract knows counts for the operations that it inherits, and for its callbacks.
            KnownTypes.Add(operation, type, type);
        }

        ContractBehaviors.Add(contract, type, serviceType);
        return contract;
    }

    /// <summary>The contract type itself, or for a service's class the only contract that it implements.</summary>
    private static Type ResolveContractType(Type contractType)
    {
        if (contractType.IsGenericTypeDefinition || contractType.ContainsGenericParameters)
        {
            throw new InvalidOperationException(
                $"The contract type '{contractType}' is an open generic type. Give its type arguments, for example typeof(IStore<int>).");
        }

        if (ContractAttributes.Has<ServiceContractAttribute>(contractType))
        {
            RefuseClassInheritance(contractType);
            return contractType;
        }

        var inherited = InheritedContracts(contractType).ToList();
        return inherited.Count switch
        {
            0 => throw new InvalidOperationException(
                $"'{contractType}' is not a service contract: neither it nor an interface that it inherits has [ServiceContract]. Put the attribute on the contract's interface."),
            _ when MostDerived(inherited) is { } single => single,
            _ => throw new InvalidOperationException(
                $"'{contractType}' implements {inherited.Count} service contracts ({string.Join(", ", inherited.Select(t => t.Name))}). Name the one that the endpoint offers."),
        };
    }

    private static Type? MostDerived(List<Type> types) =>
        types.Find(candidate => types.TrueForAll(other => other.IsAssignableFrom(candidate)));

    private static void RefuseClassInheritance(Type type)
    {
        if (type.IsClass && InheritedContracts(type).FirstOrDefault() is { } inherited)
        {
            throw new InvalidOperationException(
                $"The class '{type}' has [ServiceContract] and inherits the contract '{inherited}'. Only interfaces can inherit contracts: take the attribute off the class, or move its operations to an interface.");
        }
    }

    /// <summary>The contracts that a type inherits: interfaces, and for a class its base classes.</summary>
    private static IEnumerable<Type> InheritedContracts(Type type)
    {
        foreach (var inherited in type.GetInterfaces())
        {
            if (ContractAttributes.Has<ServiceContractAttribute>(inherited))
            {
                yield return inherited;
            }
        }

        for (var parent = type.BaseType; parent is not null && parent != typeof(object); parent = parent.BaseType)
        {
            if (ContractAttributes.Has<ServiceContractAttribute>(parent))
            {
                yield return parent;
            }
        }
    }

    private static ContractDescription Describe(Type type, Dictionary<Type, ContractDescription> contracts)
    {
        if (contracts.TryGetValue(type, out var known))
        {
            return known;
        }

        var attribute = ContractAttributes.Find<ServiceContractAttribute>(type)!;
        var name = attribute.Name is null ? ContractNames.OfType(type) : ContractNames.Encode(attribute.Name);
        var contract = new ContractDescription(name, attribute.Namespace)
        {
            ContractType = type,
            CallbackContractType = attribute.CallbackContract,
            SessionMode = attribute.SessionMode,
            ConfigurationName = attribute.ConfigurationName ?? type.FullName,
        };
        if (attribute.HasProtectionLevel)
        {
            contract.ProtectionLevel = attribute.ProtectionLevel;
        }

        contracts.Add(type, contract);
        return contract;
    }

    /// <summary>The callback of a contract that inherits contracts: the most derived of all their callbacks.</summary>
    private static Type? MergeCallbacks(Type type, ContractDescription contract)
    {
        var callback = contract.CallbackContractType;
        foreach (var inherited in InheritedContracts(type))
        {
            var other = ContractAttributes.Find<ServiceContractAttribute>(inherited)!.CallbackContract;
            if (other is null || other == callback)
            {
                continue;
            }

            if (callback is null || (contract.CallbackContractType is null && callback.IsAssignableFrom(other)))
            {
                callback = other;
            }
            else if (!other.IsAssignableFrom(callback))
            {
                throw new InvalidOperationException(
                    $"The contract '{contract.Name}' has the callback contract '{callback}', and its base contract '{inherited}' has '{other}'. "
                    + $"Let '{callback.Name}' inherit '{other.Name}', so that one client object can answer both.");
            }
        }

        if (callback is { IsInterface: false })
        {
            throw new InvalidOperationException(
                $"The callback contract '{callback}' of contract '{contract.Name}' is not an interface. Set CallbackContract to an interface.");
        }

        if (callback is { ContainsGenericParameters: true })
        {
            throw new InvalidOperationException(
                $"The callback contract '{callback}' of contract '{contract.Name}' is an open generic type. Give its type arguments.");
        }

        contract.CallbackContractType = callback;
        return callback;
    }

    /// <summary>Which inherited contract a callback's interface belongs to: the base-most one whose callback it is. Its operations keep
    /// that contract's name, so that clients of the base contract know them.</summary>
    private static Dictionary<Type, ContractDescription> CallbackOwners(Type type, Dictionary<Type, ContractDescription> contracts)
    {
        var owners = new Dictionary<Type, ContractDescription>();
        foreach (var inherited in InheritedContracts(type).OrderBy(t => InheritedContracts(t).Count()))
        {
            var owner = Describe(inherited, contracts);
            if (owner.CallbackContractType is not { } callback)
            {
                continue;
            }

            foreach (var part in callback.GetInterfaces().Prepend(callback))
            {
                owners.TryAdd(part, owner);
            }
        }

        return owners;
    }

    /// <summary>Gives inherited contracts their operations: their own, and those that they inherit themselves.</summary>
    private static void FillInherited(ContractDescription contract, Dictionary<Type, ContractDescription> contracts)
    {
        foreach (var inherited in contracts.Values)
        {
            if (inherited == contract)
            {
                continue;
            }

            foreach (var operation in contract.Operations)
            {
                if (operation.DeclaringContract.ContractType!.IsAssignableFrom(inherited.ContractType))
                {
                    inherited.Operations.Add(operation);
                }
            }
        }
    }

    private static void AddOperations(ContractDescription contract, ContractDescription declaring, Type type, bool isCallback)
    {
        foreach (var method in type.GetMethods(Declared))
        {
            if (ContractAttributes.Find<OperationContractAttribute>(method) is not { } attribute)
            {
                continue;
            }

            var operation = OperationReader.Read(declaring, type, method, attribute, isCallback);
            var twin = contract.Operations.FirstOrDefault(
                o => o.Name == operation.Name && o.IsServerInitiated == isCallback && o.DeclaringContract == declaring
                    && OperationPairs.AreOneOperation(o, operation));
            if (twin is null)
            {
                contract.Operations.Add(operation);
            }
            else
            {
                OperationPairs.Merge(contract, twin, operation);
            }
        }
    }

    private static void RefuseTwinNames(ContractDescription contract, Type type)
    {
        var seen = new Dictionary<(string Name, bool IsServerInitiated), OperationDescription>();
        foreach (var operation in contract.Operations)
        {
            var key = (operation.Name, operation.IsServerInitiated);
            if (!seen.TryAdd(key, operation))
            {
                throw new InvalidOperationException(
                    $"The contract '{contract.Name}' ('{type}') has two operations with the name '{operation.Name}': {Describe(seen[key])} and {Describe(operation)}. "
                    + "Give one of them another name: [OperationContract(Name = \"...\")].");
            }
        }
    }

    private static string Describe(OperationDescription operation) => $"{operation.DeclaringContract.Name}.{operation.Method!.Name}";
}

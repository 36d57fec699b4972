using System.Collections.Frozen;
using System.Reflection;
using Parley.Dispatcher;

namespace Parley;

/// <summary>A <see cref="ClientRuntime"/> as it was when the channel factory opened: the tables that the proxies of one contract share.</summary>
internal sealed class ProxyRuntime
{
    private readonly FrozenDictionary<MethodInfo, ProxyMethod> _methods;
    private readonly FrozenDictionary<string, ProxyOperation> _operations;
    private readonly IClientOperationSelector? _selector;

    /// <summary>Makes the tables.</summary>
    /// <param name="runtime">What behaviours have set up.</param>
    internal ProxyRuntime(ClientRuntime runtime)
    {
        ContractName = runtime.ContractName;
        ContractType = runtime.ContractClientType;
        Inspectors = [.. runtime.MessageInspectors];
        Initializers = [.. runtime.ChannelInitializers];
        ManualAddressing = runtime.ManualAddressing;
        ValidateMustUnderstand = runtime.ValidateMustUnderstand;
        MaxFaultSize = runtime.MaxFaultSize;
        Via = runtime.Via;
        _selector = runtime.OperationSelector;

        var methods = new Dictionary<MethodInfo, ProxyMethod>();
        var operations = new Dictionary<string, ProxyOperation>(StringComparer.Ordinal);
        foreach (var operation in runtime.Operations)
        {
            var compiled = new ProxyOperation(operation, this);
            operations.Add(operation.Name, compiled);
            AddMethod(operation.SyncMethod);
            AddMethod(operation.TaskMethod);

            void AddMethod(MethodInfo? method)
            {
                if (method is not null)
                {
                    methods[method] = ProxyMethod.Create(compiled, method);
                }
            }
        }

        _methods = methods.ToFrozenDictionary();
        _operations = operations.ToFrozenDictionary(StringComparer.Ordinal);
    }

    internal string ContractName { get; }

    internal Type? ContractType { get; }

    internal IClientMessageInspector[] Inspectors { get; }

    internal IChannelInitializer[] Initializers { get; }

    internal bool ManualAddressing { get; }

    internal bool ValidateMustUnderstand { get; }

    internal int MaxFaultSize { get; }

    internal Uri? Via { get; }

    /// <summary>The way to call a method of the contract; null when the method is no operation's.</summary>
    internal ProxyMethod? Find(MethodInfo method, object?[] arguments)
    {
        if (!_methods.TryGetValue(method, out var found) || _selector is null)
        {
            return found;
        }

        var name = _selector.SelectOperation(method, _selector.AreParametersRequiredForSelection ? arguments : []);
        if (name == found.Operation.Name)
        {
            return found;
        }

        return _operations.TryGetValue(name, out var other)
            ? found.For(other)
            : throw new InvalidOperationException(
                $"The operation selector chose '{name}' for the method '{method.Name}', but the contract '{ContractName}' has no operation of that name.");
    }
}

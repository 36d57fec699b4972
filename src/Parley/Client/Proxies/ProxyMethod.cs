using System.Reflection;
using Parley.Description;

namespace Parley;

/// <summary>How a proxy turns a call of one method into a call of its operation, and the operation's result into the method's.</summary>
internal abstract class ProxyMethod
{
    private readonly OperationMethod _method;
    private readonly bool _takesArgumentsAsTheyAre;

    private ProxyMethod(ProxyOperation operation, OperationMethod method)
    {
        Operation = operation;
        _method = method;
        _takesArgumentsAsTheyAre = method.InputIndices.Length == method.Parameters.Length;
    }

    internal ProxyOperation Operation { get; }

    internal static ProxyMethod Create(ProxyOperation operation, MethodInfo method) =>
        Create(operation, OperationMethod.Of(method));

    /// <summary>The same method for another operation.</summary>
    internal ProxyMethod For(ProxyOperation operation) => Create(operation, _method);

    /// <summary>Calls the operation.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="arguments">The method's arguments; those of out and ref parameters are set.</param>
    /// <returns>What the method returns.</returns>
    internal abstract object? Invoke(ServiceChannel channel, object?[] arguments);

    private static ProxyMethod Create(ProxyOperation operation, OperationMethod method) =>
        method.ResultKind switch
        {
            OperationResultKind.Synchronous => new Synchronous(operation, method),
            OperationResultKind.Task => new OfTask(operation, method),
            OperationResultKind.ValueTask => new OfValueTask(operation, method),
            OperationResultKind.TaskOfResult => Create(typeof(OfTask<>), operation, method),
            OperationResultKind.ValueTaskOfResult => Create(typeof(OfValueTask<>), operation, method),
            _ => throw new InvalidOperationException($"The method {method.Method.Name} has a result of an unknown kind, {method.ResultKind}."),
        };

    private static ProxyMethod Create(Type definition, ProxyOperation operation, OperationMethod method) =>
        (ProxyMethod)Activator.CreateInstance(
            definition.MakeGenericType(method.ResultType),
            BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public,
            null,
            [operation, method],
            null)!;

    private object?[] Inputs(object?[] arguments)
    {
        if (_takesArgumentsAsTheyAre)
        {
            return arguments;
        }

        var indices = _method.InputIndices;
        if (indices.Length == 0)
        {
            return [];
        }

        var inputs = new object?[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            inputs[i] = arguments[indices[i]];
        }

        return inputs;
    }

    private object?[] Outputs() => _method.OutputIndices.Length == 0 ? [] : new object?[_method.OutputIndices.Length];

    private CancellationToken Token(object?[] arguments) =>
        _method.CancellationTokenIndex < 0 ? default : (CancellationToken)arguments[_method.CancellationTokenIndex]!;

    private Task<T> CallAsync<T>(ServiceChannel channel, object?[] arguments) =>
        channel.CallAsync<T>(Operation, Inputs(arguments), [], Token(arguments));

    private sealed class Synchronous(ProxyOperation operation, OperationMethod method) : ProxyMethod(operation, method)
    {
        internal override object? Invoke(ServiceChannel channel, object?[] arguments)
        {
            var outputs = Outputs();
            var result = channel.CallAsync<object?>(Operation, Inputs(arguments), outputs, Token(arguments)).GetAwaiter().GetResult();
            var indices = _method.OutputIndices;
            for (var i = 0; i < indices.Length; i++)
            {
                arguments[indices[i]] = outputs[i];
            }

            return result;
        }
    }

    private sealed class OfTask(ProxyOperation operation, OperationMethod method) : ProxyMethod(operation, method)
    {
        internal override object? Invoke(ServiceChannel channel, object?[] arguments) => CallAsync<object?>(channel, arguments);
    }

    private sealed class OfTask<T>(ProxyOperation operation, OperationMethod method) : ProxyMethod(operation, method)
    {
        internal override object? Invoke(ServiceChannel channel, object?[] arguments) => CallAsync<T>(channel, arguments);
    }

    private sealed class OfValueTask(ProxyOperation operation, OperationMethod method) : ProxyMethod(operation, method)
    {
        internal override object? Invoke(ServiceChannel channel, object?[] arguments) =>
            new ValueTask(CallAsync<object?>(channel, arguments));
    }

    private sealed class OfValueTask<T>(ProxyOperation operation, OperationMethod method) : ProxyMethod(operation, method)
    {
        internal override object? Invoke(ServiceChannel channel, object?[] arguments) => new ValueTask<T>(CallAsync<T>(channel, arguments));
    }
}

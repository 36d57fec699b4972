using System.Reflection;

namespace Parley.Description;

/// <summary>What a method of a contract says about messages: which parameters go in, which come out, what the result is, and how it
/// is given. Formatters, proxies and invokers share this view, so their arrays of values agree.</summary>
internal sealed class OperationMethod
{
    private OperationMethod(MethodInfo method)
    {
        Method = method;
        Parameters = method.GetParameters();
        (ResultKind, ResultType) = ResultOf(method.ReturnType);
        CancellationTokenIndex =
            Parameters.Length > 0 && Parameters[^1].ParameterType == typeof(CancellationToken) ? Parameters.Length - 1 : -1;

        var inputs = new List<int>();
        var outputs = new List<int>();
        for (var i = 0; i < Parameters.Length; i++)
        {
            if (i == CancellationTokenIndex)
            {
                continue;
            }

            var parameter = Parameters[i];
            var byReference = parameter.ParameterType.IsByRef;
            if (!byReference || parameter.IsIn || !parameter.IsOut)
            {
                inputs.Add(i);
            }

            if (byReference && (parameter.IsOut || !parameter.IsIn))
            {
                outputs.Add(i);
            }
        }

        InputIndices = [.. inputs];
        OutputIndices = [.. outputs];
    }

    /// <summary>The method.</summary>
    internal MethodInfo Method { get; }

    /// <summary>All parameters of the method.</summary>
    internal ParameterInfo[] Parameters { get; }

    /// <summary>The parameters that go into the request, by index in <see cref="Parameters"/>: the layout of a formatter's input array.</summary>
    internal int[] InputIndices { get; }

    /// <summary>The parameters that come out of the reply, by index in <see cref="Parameters"/>: the layout of a formatter's output array.</summary>
    internal int[] OutputIndices { get; }

    /// <summary>The index of the cancellation token, which is the last parameter; -1 when there is none.</summary>
    internal int CancellationTokenIndex { get; }

    /// <summary>How the method gives its result.</summary>
    internal OperationResultKind ResultKind { get; }

    /// <summary>The type of the result; <see cref="void"/> when there is none.</summary>
    internal Type ResultType { get; }

    /// <summary>Whether the method returns a task or a value task.</summary>
    internal bool IsAsync => ResultKind != OperationResultKind.Synchronous;

    /// <summary>Whether the method has a result.</summary>
    internal bool HasResult => ResultType != typeof(void);

    internal static OperationMethod Of(MethodInfo method) => new(method);

    internal static bool ReturnsTask(MethodInfo method) => ResultOf(method.ReturnType).Kind != OperationResultKind.Synchronous;

    /// <summary>The type of a parameter's value: for <c>out</c> and <c>ref</c> what is referred to.</summary>
    internal static Type ValueType(ParameterInfo parameter) =>
        parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;

    private static (OperationResultKind Kind, Type Type) ResultOf(Type type)
    {
        if (type == typeof(Task))
        {
            return (OperationResultKind.Task, typeof(void));
        }

        if (type == typeof(ValueTask))
        {
            return (OperationResultKind.ValueTask, typeof(void));
        }

        if (type.IsGenericType)
        {
            var definition = type.GetGenericTypeDefinition();
            if (definition == typeof(Task<>))
            {
                return (OperationResultKind.TaskOfResult, type.GetGenericArguments()[0]);
            }

            if (definition == typeof(ValueTask<>))
            {
                return (OperationResultKind.ValueTaskOfResult, type.GetGenericArguments()[0]);
            }
        }

        return (OperationResultKind.Synchronous, type);
    }
}

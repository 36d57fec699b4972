using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Parley.Description;

namespace Parley.Dispatcher;

/// <summary>Calls a method of a service class by a delegate that is compiled once.</summary>
internal sealed class MethodInvoker : IOperationInvoker
{
    private readonly Func<object, object?[], object?[], CancellationToken, object?>? _synchronous;
    private readonly Func<object, object?[], object?[], CancellationToken, ValueTask<object?>>? _asynchronous;
    private readonly int _inputCount;
    private readonly int _outputCount;

    internal MethodInvoker(MethodInfo method)
    {
        var shape = OperationMethod.Of(method);
        _inputCount = shape.InputIndices.Length;
        _outputCount = shape.OutputIndices.Length;
        TakesToken = shape.CancellationTokenIndex >= 0;
        IsSynchronous = !shape.IsAsync && !TakesToken;
        if (shape.IsAsync)
        {
            _asynchronous = Compile<Func<object, object?[], object?[], CancellationToken, ValueTask<object?>>>(shape);
        }
        else
        {
            _synchronous = Compile<Func<object, object?[], object?[], CancellationToken, object?>>(shape);
        }
    }

    /// <inheritdoc/>
    public bool IsSynchronous { get; }

    /// <summary>True when the method wants to know that nobody waits for its result any more.</summary>
    internal bool TakesToken { get; }

    /// <inheritdoc/>
    public object?[] AllocateInputs() => _inputCount == 0 ? [] : new object?[_inputCount];

    /// <inheritdoc/>
    public object? Invoke(object instance, object?[] inputs, out object?[] outputs)
    {
        outputs = AllocateOutputs();
        return _synchronous is not null
            ? _synchronous(instance, inputs, outputs, CancellationToken.None)
            : _asynchronous!(instance, inputs, outputs, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public ValueTask<(object? ReturnValue, object?[] Outputs)> InvokeAsync(object instance, object?[] inputs, CancellationToken cancellationToken)
    {
        var outputs = AllocateOutputs();
        if (_synchronous is not null)
        {
            return new ValueTask<(object? ReturnValue, object?[] Outputs)>((_synchronous(instance, inputs, outputs, cancellationToken), outputs));
        }

        var call = _asynchronous!(instance, inputs, outputs, cancellationToken);
        return call.IsCompletedSuccessfully
            ? new ValueTask<(object? ReturnValue, object?[] Outputs)>((call.Result, outputs))
            : Finish(call, outputs);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<(object? ReturnValue, object?[] Outputs)> Finish(ValueTask<object?> call, object?[] outputs) =>
        (await call.ConfigureAwait(false), outputs);

    private object?[] AllocateOutputs() => _outputCount == 0 ? [] : new object?[_outputCount];

    private static TDelegate Compile<TDelegate>(OperationMethod shape)
        where TDelegate : Delegate
    {
        var instance = Expression.Parameter(typeof(object), "instance");
        var inputs = Expression.Parameter(typeof(object?[]), "inputs");
        var outputs = Expression.Parameter(typeof(object?[]), "outputs");
        var token = Expression.Parameter(typeof(CancellationToken), "cancellationToken");
        var locals = new List<ParameterExpression>();
        var before = new List<Expression>();
        var arguments = new Expression[shape.Parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i == shape.CancellationTokenIndex)
            {
                arguments[i] = token;
                continue;
            }

            var type = OperationMethod.ValueType(shape.Parameters[i]);
            var position = Array.IndexOf(shape.InputIndices, i);
            Expression value = position >= 0
                ? Unbox(Expression.ArrayIndex(inputs, Expression.Constant(position)), type)
                : Expression.Default(type);
            if (shape.Parameters[i].ParameterType.IsByRef)
            {
                var local = Expression.Variable(type, "p" + i);
                locals.Add(local);
                before.Add(Expression.Assign(local, value));
                value = local;
            }

            arguments[i] = value;
        }

        var target = Expression.Convert(instance, shape.Method.DeclaringType!);
        Expression call = Wrap(Expression.Call(target, shape.Method, arguments), shape);
        var body = new List<Expression>(before);
        if (shape.OutputIndices.Length == 0)
        {
            body.Add(call);
        }
        else
        {
            var result = Expression.Variable(call.Type, "result");
            locals.Add(result);
            body.Add(Expression.Assign(result, call));
            for (var i = 0; i < shape.OutputIndices.Length; i++)
            {
                body.Add(Expression.Assign(
                    Expression.ArrayAccess(outputs, Expression.Constant(i)),
                    Expression.Convert((Expression)arguments[shape.OutputIndices[i]], typeof(object))));
            }

            body.Add(result);
        }

        return Expression.Lambda<TDelegate>(Expression.Block(locals, body), instance, inputs, outputs, token).Compile();
    }

    /// <summary>A value type that is missing in the message is its default.</summary>
    private static Expression Unbox(Expression value, Type type) =>
        type.IsValueType && Nullable.GetUnderlyingType(type) is null
            ? Expression.Condition(
                Expression.ReferenceEqual(value, Expression.Constant(null)), Expression.Default(type), Expression.Unbox(value, type))
            : Expression.Convert(value, type);

    private static Expression Wrap(MethodCallExpression call, OperationMethod shape)
    {
        var finish = shape.ResultKind switch
        {
            OperationResultKind.Task => nameof(FinishTask),
            OperationResultKind.TaskOfResult => nameof(FinishTaskOfResult),
            OperationResultKind.ValueTask => nameof(FinishValueTask),
            OperationResultKind.ValueTaskOfResult => nameof(FinishValueTaskOfResult),
            _ => null,
        };
        if (finish is null)
        {
            return shape.HasResult
                ? Expression.Convert(call, typeof(object))
                : Expression.Block(call, Expression.Constant(null, typeof(object)));
        }

        var method = typeof(MethodInvoker).GetMethod(finish, BindingFlags.Static | BindingFlags.NonPublic)!;
        return Expression.Call(shape.HasResult ? method.MakeGenericMethod(shape.ResultType) : method, call);
    }

    private static ValueTask<object?> FinishTask(Task task)
    {
        if (task.IsCompletedSuccessfully)
        {
            return default;
        }

        return Await(task);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        static async ValueTask<object?> Await(Task task)
        {
            await task.ConfigureAwait(false);
            return null;
        }
    }

    private static ValueTask<object?> FinishTaskOfResult<T>(Task<T> task)
    {
        return task.IsCompletedSuccessfully ? new ValueTask<object?>(task.Result) : Await(task);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        static async ValueTask<object?> Await(Task<T> task) => await task.ConfigureAwait(false);
    }

    private static ValueTask<object?> FinishValueTask(ValueTask task)
    {
        if (task.IsCompletedSuccessfully)
        {
            task.GetAwaiter().GetResult();
            return default;
        }

        return Await(task);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        static async ValueTask<object?> Await(ValueTask task)
        {
            await task.ConfigureAwait(false);
            return null;
        }
    }

    private static ValueTask<object?> FinishValueTaskOfResult<T>(ValueTask<T> task)
    {
        return task.IsCompletedSuccessfully ? new ValueTask<object?>(task.Result) : Await(task);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        static async ValueTask<object?> Await(ValueTask<T> task) => await task.ConfigureAwait(false);
    }
}

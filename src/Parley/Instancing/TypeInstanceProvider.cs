using System.Linq.Expressions;

namespace Parley.Dispatcher;

/// <summary>Makes service objects with their constructor without parameters, and disposes them.</summary>
internal sealed class TypeInstanceProvider : IAsyncInstanceProvider
{
    private readonly Func<object> _create;

    /// <exception cref="InvalidOperationException">The class has no such constructor.</exception>
    internal TypeInstanceProvider(Type type)
    {
        if (type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is not { } constructor)
        {
            throw new InvalidOperationException(
                $"The service class '{type}' has no public constructor without parameters. Add one, register the service with AddParley and dependency injection, "
                + "set DispatchRuntime.InstanceProvider in a behavior, or give the host an object.");
        }

        _create = Expression.Lambda<Func<object>>(Expression.Convert(Expression.New(constructor), typeof(object))).Compile();
    }

    public object GetInstance(InstanceContext instanceContext) => _create();

    public object GetInstance(InstanceContext instanceContext, Channels.Message? message) => _create();

    public void ReleaseInstance(InstanceContext instanceContext, object instance)
    {
        if (instance is IDisposable disposable)
        {
            disposable.Dispose();
        }
        else if (instance is IAsyncDisposable asynchronous)
        {
            asynchronous.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    public ValueTask ReleaseInstanceAsync(InstanceContext instanceContext, object instance)
    {
        if (instance is IAsyncDisposable asynchronous)
        {
            return asynchronous.DisposeAsync();
        }

        (instance as IDisposable)?.Dispose();
        return default;
    }
}

using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Parley.Channels;
using Parley.Dispatcher;

namespace Parley;

/// <summary>Gives each instance context a scope of the container, and its service object from that scope.</summary>
internal sealed class ScopedInstanceProvider(IServiceProvider services, Type serviceType) : IAsyncInstanceProvider
{
    private readonly ObjectFactory? _factory = CreateFactory(services, serviceType);

    public object GetInstance(InstanceContext instanceContext) => GetInstance(instanceContext, null);

    public object GetInstance(InstanceContext instanceContext, Message? message)
    {
        var scope = services.CreateAsyncScope();
        try
        {
            var instance = _factory is null ? scope.ServiceProvider.GetRequiredService(serviceType) : _factory(scope.ServiceProvider, null);
            instanceContext.Extensions.Add(new Scope(scope, instance, disposesInstance: _factory is not null));
            return instance;
        }
        catch
        {
            scope.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    public void ReleaseInstance(InstanceContext instanceContext, object instance) =>
        ReleaseInstanceAsync(instanceContext, instance).AsTask().GetAwaiter().GetResult();

    public async ValueTask ReleaseInstanceAsync(InstanceContext instanceContext, object instance)
    {
        // A released object and the one that has taken its place may be there at once.
        if (instanceContext.Extensions.FindAll<Scope>().FirstOrDefault(scope => ReferenceEquals(scope.Instance, instance)) is not { } scope)
        {
            return;
        }

        instanceContext.Extensions.Remove(scope);
        try
        {
            if (scope.DisposesInstance)
            {
                switch (instance)
                {
                    case IAsyncDisposable disposable:
                        await disposable.DisposeAsync().ConfigureAwait(false);
                        break;
                    case IDisposable disposable:
                        disposable.Dispose();
                        break;
                }
            }
        }
        finally
        {
            await scope.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Null for a class that the container makes.</summary>
    /// <exception cref="InvalidOperationException">The class cannot be made: better said when the application starts than to the first client.</exception>
    private static ObjectFactory? CreateFactory(IServiceProvider services, Type serviceType)
    {
        var known = services.GetService<IServiceProviderIsService>();
        if (known?.IsService(serviceType) == true)
        {
            return null;
        }

        var factory = ActivatorUtilities.CreateFactory(serviceType, []);
        if (known is not null && ConstructorOf(serviceType) is { } constructor
            && Array.Find(constructor.GetParameters(), parameter => !IsProvided(parameter, known)) is { } missing)
        {
            throw new InvalidOperationException(
                $"The service '{serviceType}' cannot be made: nothing in the container provides '{missing.ParameterType}', the parameter '{missing.Name}' of its constructor. "
                + "Register it, for example with builder.Services.AddScoped.");
        }

        return factory;
    }

    /// <summary>The constructor that will be used, where there is no doubt about it.</summary>
    private static ConstructorInfo? ConstructorOf(Type type)
    {
        var constructors = type.GetConstructors();
        return constructors.Length == 1 ? constructors[0] : Array.Find(constructors, c => c.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute), false));
    }

    private static bool IsProvided(ParameterInfo parameter, IServiceProviderIsService known)
    {
        if (parameter.HasDefaultValue)
        {
            return true;
        }

        return parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed
            ? known is not IServiceProviderIsKeyedService knownByKey || knownByKey.IsKeyedService(parameter.ParameterType, keyed.Key)
            : known.IsService(parameter.ParameterType);
    }

    private sealed class Scope(AsyncServiceScope scope, object instance, bool disposesInstance) : IExtension<InstanceContext>
    {
        internal object Instance => instance;

        internal bool DisposesInstance => disposesInstance;

        public void Attach(InstanceContext owner)
        {
        }

        public void Detach(InstanceContext owner)
        {
        }

        internal ValueTask DisposeAsync() => scope.DisposeAsync();
    }
}

using Microsoft.Extensions.DependencyInjection;
using Parley.Channels;
using Parley.Dispatcher;

namespace Parley;

/// <summary>Gives each instance context a scope of the container, and its service object from that scope.</summary>
internal sealed class ScopedInstanceProvider(IServiceProvider services, Type serviceType) : IAsyncInstanceProvider
{
    private readonly ObjectFactory? _factory =
        services.GetService<IServiceProviderIsService>()?.IsService(serviceType) == true ? null : ActivatorUtilities.CreateFactory(serviceType, []);

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

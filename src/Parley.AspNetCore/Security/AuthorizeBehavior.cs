using System.Collections.ObjectModel;
using System.Reflection;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley.Security;

/// <summary>
/// Makes [Authorize] and [AllowAnonymous] count: those of the service class and its methods, and those of the contracts' interfaces and theirs. All
/// that are found for an operation have to be met.
/// </summary>
/// <param name="services">The application's services; null where there is no application.</param>
internal sealed class AuthorizeBehavior(IServiceProvider? services) : IServiceBehavior
{
    private static readonly Lazy<IServiceProvider> _noApplication = new(static () =>
        new ServiceCollection().AddLogging().AddAuthorizationCore().BuildServiceProvider());

    private IServiceProvider Services => services ?? _noApplication.Value;

    void IServiceBehavior.Validate(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
    {
    }

    void IServiceBehavior.AddBindingParameters(
        ServiceDescription serviceDescription, ServiceHostBase serviceHostBase, Collection<ServiceEndpoint> endpoints, BindingParameterCollection bindingParameters)
    {
    }

    void IServiceBehavior.ApplyDispatchBehavior(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
    {
        var transforms = TransformsClaims();
        foreach (var dispatcher in serviceHostBase.ChannelDispatchers.OfType<ChannelDispatcher>().SelectMany(listener => listener.Endpoints))
        {
            var contract = serviceDescription.Endpoints.FirstOrDefault(endpoint =>
                endpoint.Contract.Name == dispatcher.ContractName && endpoint.Contract.Namespace == dispatcher.ContractNamespace)?.Contract;
            foreach (var operation in contract?.Operations ?? [])
            {
                if (!operation.IsServerInitiated && dispatcher.DispatchRuntime.Operations.Contains(operation.Name))
                {
                    dispatcher.DispatchRuntime.Operations[operation.Name].Authorizer = AuthorizerOf(serviceDescription, contract!.ContractType, operation, transforms);
                }
            }
        }
    }

    private OperationAuthorizer? AuthorizerOf(ServiceDescription service, Type? contract, OperationDescription operation, bool transforms)
    {
        object[] attributes = [.. AttributesOf(service.ServiceType, contract, operation)];
        IAuthorizeData[] wanted = attributes.OfType<IAllowAnonymous>().Any() ? [] : [.. attributes.OfType<IAuthorizeData>()];
        if (wanted.Length == 0)
        {
            return transforms ? new OperationAuthorizer(Services, null) : null;
        }

        var name = $"{service.Name}.{operation.Name}";
        if (Array.Find(wanted, data => !string.IsNullOrEmpty(data.AuthenticationSchemes)) is { } schemes)
        {
            throw new InvalidOperationException(
                $"[Authorize] of the operation '{name}' has AuthenticationSchemes = \"{schemes.AuthenticationSchemes}\". The binding says how callers prove themselves: leave AuthenticationSchemes out.");
        }

        if (Services.GetService<IAuthorizationPolicyProvider>() is not { } provider || Services.GetService<IAuthorizationService>() is null)
        {
            throw new InvalidOperationException(
                $"The operation '{name}' has [Authorize], and the application has no authorization services. Call builder.Services.AddAuthorization().");
        }

        try
        {
            // Better said when the service opens than to the first caller: a policy that nobody has added.
            var policy = AuthorizationPolicy.CombineAsync(provider, wanted).GetAwaiter().GetResult();
            return new OperationAuthorizer(Services, provider.AllowsCachingPolicies
                ? () => Task.FromResult(policy)
                : () => AuthorizationPolicy.CombineAsync(provider, wanted));
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidOperationException(
                $"[Authorize] of the operation '{name}' cannot be used. {exception.Message} "
                + (services is null
                    ? "A ServiceHost knows no policies by name: host the service in an ASP.NET Core application by MapService, or ask for roles."
                    : "Add the policy by builder.Services.AddAuthorization."),
                exception);
        }
    }

    private static IEnumerable<object> AttributesOf(Type? serviceType, Type? endpointContract, OperationDescription operation)
    {
        // What the endpoint's contract says counts for the operations that it inherits, too.
        foreach (var attribute in endpointContract is null ? [] : Of(endpointContract))
        {
            yield return attribute;
        }

        IEnumerable<MethodInfo> declared = new[] { operation.SyncMethod, operation.TaskMethod }.OfType<MethodInfo>();
        foreach (var method in declared)
        {
            foreach (var attribute in Of(method).Concat(method.DeclaringType is { } contract ? Of(contract) : []))
            {
                yield return attribute;
            }

            if (serviceType is not null && ImplementationOf(serviceType, method) is { } implementation)
            {
                foreach (var attribute in Of(implementation))
                {
                    yield return attribute;
                }
            }
        }

        foreach (var attribute in serviceType is null ? [] : Of(serviceType))
        {
            yield return attribute;
        }
    }

    private static IEnumerable<object> Of(MemberInfo member) =>
        member.GetCustomAttributes(inherit: true).Where(attribute => attribute is IAuthorizeData or IAllowAnonymous);

    private static MethodInfo? ImplementationOf(Type serviceType, MethodInfo method)
    {
        if (method.DeclaringType is not { IsInterface: true } contract || !contract.IsAssignableFrom(serviceType))
        {
            return null;
        }

        var map = serviceType.GetInterfaceMap(contract);
        var index = Array.FindIndex(map.InterfaceMethods, candidate => candidate == method);
        return index < 0 ? null : map.TargetMethods[index];
    }

    private bool TransformsClaims()
    {
        if (services is null)
        {
            return false;
        }

        using var scope = services.CreateScope();
        return scope.ServiceProvider.GetService<IClaimsTransformation>() is not (null or NoopClaimsTransformation);
    }
}

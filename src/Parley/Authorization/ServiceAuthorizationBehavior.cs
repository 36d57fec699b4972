using System.Collections.ObjectModel;
using Parley.Channels;
using Parley.Dispatcher;
using Parley.IdentityModel.Policy;

namespace Parley.Description;

/// <summary>Who may call a service. A host has one at <c>host.Authorization</c>. WCF documentation: ServiceAuthorizationBehavior.</summary>
public sealed class ServiceAuthorizationBehavior : IServiceBehavior
{
    /// <summary>Creates the behavior: all calls are taken that the bindings take.</summary>
    public ServiceAuthorizationBehavior()
    {
    }

    /// <summary>What the service adds to what is known of its callers. Null, the default, for nothing.</summary>
    public ReadOnlyCollection<IAuthorizationPolicy>? ExternalAuthorizationPolicies { get; set; }

    /// <summary>Kept for WCF's code. Default UseWindowsGroups, which has no effect; the thread's principal is always left alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    /// <exception cref="NotSupportedException">The value is UseAspNetRoles.</exception>
    public PrincipalPermissionMode PrincipalPermissionMode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(PrincipalPermissionMode)) == PrincipalPermissionMode.UseAspNetRoles
            ? throw new NotSupportedException(
                "PrincipalPermissionMode.UseAspNetRoles is not supported: there are no role providers. Give the caller roles by an IAuthorizationPolicy, or in an ASP.NET Core application by an IClaimsTransformation, and set Custom.")
            : value;
    } = PrincipalPermissionMode.UseWindowsGroups;

    /// <summary>Decides about every call; null, the default, to take all.</summary>
    public ServiceAuthorizationManager? ServiceAuthorizationManager { get; set; }

    void IServiceBehavior.Validate(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
    {
    }

    void IServiceBehavior.AddBindingParameters(
        ServiceDescription serviceDescription,
        ServiceHostBase serviceHostBase,
        Collection<ServiceEndpoint> endpoints,
        BindingParameterCollection bindingParameters)
    {
    }

    void IServiceBehavior.ApplyDispatchBehavior(ServiceDescription serviceDescription, ServiceHostBase serviceHostBase)
    {
        ArgumentNullException.ThrowIfNull(serviceHostBase);
        foreach (var endpoint in serviceHostBase.ChannelDispatchers.OfType<ChannelDispatcher>().SelectMany(dispatcher => dispatcher.Endpoints))
        {
            if (endpoint.IsSystemEndpoint)
            {
                continue;
            }

            var runtime = endpoint.DispatchRuntime;
            runtime.ServiceAuthorizationManager = ServiceAuthorizationManager ?? runtime.ServiceAuthorizationManager;
            runtime.ExternalAuthorizationPolicies = ExternalAuthorizationPolicies ?? runtime.ExternalAuthorizationPolicies;
        }
    }
}

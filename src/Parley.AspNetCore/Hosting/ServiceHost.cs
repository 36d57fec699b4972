using Parley.Channels;
using Parley.Description;
using Parley.Security;

namespace Parley;

/// <summary>
/// Opens a service class at its endpoints, in any program. In an ASP.NET Core application <c>MapService</c> does it. WCF
/// documentation: ServiceHost.
/// </summary>
/// <example>
/// <code>
/// await using var host = new ServiceHost(typeof(Calculator));
/// host.AddServiceEndpoint(typeof(ICalculator), new NetTcpBinding(SecurityMode.None), "net.tcp://127.0.0.1:8808/calculator");
/// await host.OpenAsync();
/// </code>
/// </example>
public class ServiceHost : ServiceHostBase
{
    /// <summary>Creates a host for a class; its objects are made as its <see cref="InstanceContextMode"/> says.</summary>
    /// <param name="serviceType">The service class.</param>
    /// <param name="baseAddresses">What relative endpoint addresses are relative to: one address for each scheme.</param>
    public ServiceHost(Type serviceType, params Uri[] baseAddresses)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        InitializeDescription(ServiceDescription.GetService(serviceType), baseAddresses);
        Description.Behaviors.Add(new AuthorizeBehavior(null));
    }

    /// <summary>Creates a host for an object that serves all calls. Its class needs <see cref="InstanceContextMode.Single"/>.</summary>
    /// <param name="singletonInstance">The object. It is never disposed by the host.</param>
    /// <param name="baseAddresses">What relative endpoint addresses are relative to: one address for each scheme.</param>
    public ServiceHost(object singletonInstance, params Uri[] baseAddresses)
    {
        ArgumentNullException.ThrowIfNull(singletonInstance);
        SingletonInstance = singletonInstance;
        InitializeDescription(ServiceDescription.GetService(singletonInstance), baseAddresses);
        Description.Behaviors.Find<ServiceBehaviorAttribute>()!.SetWellKnownSingleton(singletonInstance);
        Description.Behaviors.Add(new AuthorizeBehavior(null));
    }

    /// <summary>Creates a host without a description, for a derived class to describe.</summary>
    protected ServiceHost()
    {
    }

    /// <summary>The object that serves all calls; null for every other host.</summary>
    public object? SingletonInstance { get; }

    /// <summary>Adds an endpoint.</summary>
    /// <param name="implementedContract">The contract's interface.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="address">The address; a relative one is relative to the base address of the binding's scheme. Port 0 stands for any free one.</param>
    /// <returns>The endpoint; once the host is open, with its real address.</returns>
    /// <exception cref="InvalidOperationException">The type is no contract, or there is no base address.</exception>
    public ServiceEndpoint AddServiceEndpoint(Type implementedContract, Binding binding, string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return AddServiceEndpoint(implementedContract, binding, new Uri(address, UriKind.RelativeOrAbsolute), null);
    }

    /// <summary>Adds an endpoint.</summary>
    /// <param name="implementedContract">The contract's interface.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="address">The address; a relative one is relative to the base address of the binding's scheme. Port 0 stands for any free one.</param>
    /// <returns>The endpoint; once the host is open, with its real address.</returns>
    /// <exception cref="InvalidOperationException">The type is no contract, or there is no base address.</exception>
    public ServiceEndpoint AddServiceEndpoint(Type implementedContract, Binding binding, Uri address) =>
        AddServiceEndpoint(implementedContract, binding, address, null);

    /// <summary>Adds an endpoint that listens at another address than clients write to.</summary>
    /// <param name="implementedContract">The contract's interface.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="address">The address that clients write to.</param>
    /// <param name="listenUri">Where it listens; null for the address.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="InvalidOperationException">The type is no contract, or there is no base address.</exception>
    public ServiceEndpoint AddServiceEndpoint(Type implementedContract, Binding binding, string address, Uri? listenUri)
    {
        ArgumentNullException.ThrowIfNull(address);
        return AddServiceEndpoint(implementedContract, binding, new Uri(address, UriKind.RelativeOrAbsolute), listenUri);
    }

    /// <summary>Adds an endpoint that listens at another address than clients write to.</summary>
    /// <param name="implementedContract">The contract's interface.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="address">The address that clients write to.</param>
    /// <param name="listenUri">Where it listens; null for the address.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="InvalidOperationException">The type is no contract, or there is no base address.</exception>
    public ServiceEndpoint AddServiceEndpoint(Type implementedContract, Binding binding, Uri address, Uri? listenUri)
    {
        ArgumentNullException.ThrowIfNull(implementedContract);
        return AddEndpoint(implementedContract, binding, address, listenUri);
    }

    /// <inheritdoc/>
    protected internal override void AddBindingParameters(BindingParameterCollection bindingParameters)
    {
        ArgumentNullException.ThrowIfNull(bindingParameters);
        bindingParameters.Add(new KestrelTransports(LoggerFactory));
        bindingParameters.Add(new DataProtectionSecurityStateEncoder());
    }
}

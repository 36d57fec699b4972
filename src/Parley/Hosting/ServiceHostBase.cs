using System.Collections.ObjectModel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;
using Parley.ReliableMessaging;

namespace Parley;

/// <summary>
/// Opens a service at its endpoints and closes it again. <c>ServiceHost</c> in Parley.AspNetCore is the one to use; this is
/// its base, for hosts that describe their services in another way. WCF documentation: ServiceHostBase.
/// </summary>
/// <remarks>
/// Both kinds of <c>using</c> work: disposing closes the host, or aborts it when it has failed or cannot be closed.
/// The parts: the description and its endpoints here; opening, closing and failing in <c>.Lifetime</c>.
/// </remarks>
public abstract partial class ServiceHostBase : CommunicationObject, IExtensibleObject<ServiceHostBase>, IDisposable
{
    private readonly List<Uri> _baseAddresses = [];
    private TimeSpan _openTimeout = TimeSpan.FromMinutes(1);
    private TimeSpan _closeTimeout = TimeSpan.FromSeconds(10);
    private ServiceDescription? _description;
    private InstanceContext? _singleton;
    private HostLog? _log;
    private bool _isBuilt;
    private bool _addsDefaults;

    /// <summary>Creates the host.</summary>
    protected ServiceHostBase()
    {
        Extensions = new ExtensionCollection<ServiceHostBase>(this);
        ChannelDispatchers = new ChannelDispatcherCollection(this);
        BaseAddresses = _baseAddresses.AsReadOnly();
    }

    /// <summary>Somebody sent a message that no endpoint takes. The message must not be read or closed.</summary>
    public event EventHandler<UnknownMessageReceivedEventArgs>? UnknownMessageReceived;

    /// <summary>What relative endpoint addresses are relative to: one address for each scheme.</summary>
    public ReadOnlyCollection<Uri> BaseAddresses { get; }

    /// <summary>What takes the messages: one dispatcher for each address that the host listens at. Filled when the host opens.</summary>
    public ChannelDispatcherCollection ChannelDispatchers { get; }

    /// <summary>How long closing waits for the sessions to end before it aborts them. Default 10 seconds.</summary>
    public TimeSpan CloseTimeout
    {
        get => _closeTimeout;
        set
        {
            ThrowIfDisposedOrImmutable();
            _closeTimeout = value;
        }
    }

    /// <summary>How long opening may take. Default one minute.</summary>
    public TimeSpan OpenTimeout
    {
        get => _openTimeout;
        set
        {
            ThrowIfDisposedOrImmutable();
            _openTimeout = value;
        }
    }

    /// <summary>Who may call the service.</summary>
    public ServiceAuthorizationBehavior Authorization
    {
        get
        {
            if (Description.Behaviors.Find<ServiceAuthorizationBehavior>() is { } found)
            {
                return found;
            }

            var authorization = new ServiceAuthorizationBehavior();
            Description.Behaviors.Add(authorization);
            return authorization;
        }
    }

    /// <summary>The service's credentials: its certificate, and how it checks those of its clients.</summary>
    public ServiceCredentials Credentials
    {
        get
        {
            if (Description.Behaviors.Find<ServiceCredentials>() is { } found)
            {
                return found;
            }

            var credentials = new ServiceCredentials();
            Description.Behaviors.Add(credentials);
            return credentials;
        }
    }

    /// <summary>The service: its endpoints and behaviors. To be changed before the host opens.</summary>
    public ServiceDescription Description =>
        _description ?? throw new InvalidOperationException("The host has no service description yet. Call InitializeDescription in its constructor.");

    /// <summary>State and behavior that users attach.</summary>
    public IExtensionCollection<ServiceHostBase> Extensions { get; }

    /// <summary>Where the host and its dispatchers log. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ThrowIfDisposedOrImmutable();
            field = value;
        }
    } = NullLoggerFactory.Instance;

    /// <summary>The reliable sessions of the host's endpoints that live now.</summary>
    public IReliableSessionMonitor ReliableSessions => SessionMonitor;

    /// <summary>The clock of all timeouts of the host and its sessions. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Clock
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ThrowIfDisposedOrImmutable();
            field = value;
        }
    } = TimeProvider.System;

    /// <summary>The synchronization context of the thread that opened the host.</summary>
    internal SynchronizationContext? OpeningContext { get; private set; }

    /// <summary>Shows the host's reliable sessions; one that shows those of several hosts may be set before the host opens.</summary>
    internal SessionMonitor SessionMonitor { get; set; } = new();

    internal HostLog Log => _log ??= new HostLog(LoggerFactory.CreateLogger("Parley.ServiceHost"));

    /// <inheritdoc/>
    protected override TimeSpan DefaultOpenTimeout => _openTimeout;

    /// <inheritdoc/>
    protected override TimeSpan DefaultCloseTimeout => _closeTimeout;

    /// <inheritdoc/>
    protected override TimeProvider TimeProvider => Clock;

    /// <summary>Adds an endpoint.</summary>
    /// <param name="implementedContract">The contract's interface by its full name, its name, or the contract's name.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="address">The address; a relative one is relative to the base address of the binding's scheme.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="InvalidOperationException">The service does not implement the contract, or there is no base address.</exception>
    public ServiceEndpoint AddServiceEndpoint(string implementedContract, Binding binding, string address) =>
        AddServiceEndpoint(implementedContract, binding, new Uri(address, UriKind.RelativeOrAbsolute), null);

    /// <summary>Adds an endpoint.</summary>
    /// <param name="implementedContract">The contract's interface by its full name, its name, or the contract's name.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="address">The address; a relative one is relative to the base address of the binding's scheme.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="InvalidOperationException">The service does not implement the contract, or there is no base address.</exception>
    public ServiceEndpoint AddServiceEndpoint(string implementedContract, Binding binding, Uri address) =>
        AddServiceEndpoint(implementedContract, binding, address, null);

    /// <summary>Adds an endpoint that listens at another address than clients write to.</summary>
    /// <param name="implementedContract">The contract's interface by its full name, its name, or the contract's name.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="address">The address; a relative one is relative to the base address of the binding's scheme.</param>
    /// <param name="listenUri">Where it listens; null for the address.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="InvalidOperationException">The service does not implement the contract, or there is no base address.</exception>
    public ServiceEndpoint AddServiceEndpoint(string implementedContract, Binding binding, string address, Uri? listenUri) =>
        AddServiceEndpoint(implementedContract, binding, new Uri(address, UriKind.RelativeOrAbsolute), listenUri);

    /// <summary>Adds an endpoint that listens at another address than clients write to.</summary>
    /// <param name="implementedContract">The contract's interface by its full name, its name, or the contract's name.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="address">The address; a relative one is relative to the base address of the binding's scheme.</param>
    /// <param name="listenUri">Where it listens; null for the address.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="InvalidOperationException">The service does not implement the contract, or there is no base address.</exception>
    public ServiceEndpoint AddServiceEndpoint(string implementedContract, Binding binding, Uri address, Uri? listenUri)
    {
        ArgumentException.ThrowIfNullOrEmpty(implementedContract);
        return AddEndpoint(ContractFinder.Find(Description, implementedContract), binding, address, listenUri);
    }

    /// <summary>
    /// Adds the default endpoints: one for each base address and each contract that the service implements. The address's scheme says
    /// which binding, with its default settings: http <see cref="BasicHttpBinding"/>, https <see cref="BasicHttpsBinding"/>, net.tcp
    /// <see cref="NetTcpBinding"/>, net.pipe <see cref="NetNamedPipeBinding"/>, net.uds <see cref="UnixDomainSocketBinding"/>. A host
    /// that opens with base addresses and without endpoints does this by itself. WCF documentation: Default Endpoints.
    /// </summary>
    /// <remarks>A contract that another contract of the service inherits has no endpoint of its own: its operations are the other's.</remarks>
    /// <returns>The endpoints that were added; none where the host has no base addresses.</returns>
    /// <exception cref="InvalidOperationException">The service implements no contract, or a scheme has no default binding.</exception>
    public virtual ReadOnlyCollection<ServiceEndpoint> AddDefaultEndpoints()
    {
        var added = new List<ServiceEndpoint>();
        if (_baseAddresses.Count > 0 && Description.ServiceType is { } serviceType)
        {
            var contracts = DefaultEndpoints.ContractsOf(serviceType);
            if (contracts.Length == 0)
            {
                throw new InvalidOperationException(
                    $"The service '{serviceType}' implements no contract: none of its interfaces has [ServiceContract]. Put the attribute on the contract's interface.");
            }

            foreach (var baseAddress in _baseAddresses)
            {
                // One address is one listener, so it has one binding for all contracts.
                var binding = DefaultEndpoints.BindingOf(baseAddress);
                added.AddRange(contracts.Select(contract => AddEndpoint(contract, binding, baseAddress, null)));
            }
        }

        return added.AsReadOnly();
    }

    /// <summary>Adds an endpoint.</summary>
    /// <param name="endpoint">The endpoint, with an absolute address.</param>
    public virtual void AddServiceEndpoint(ServiceEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ThrowIfDisposedOrImmutable();
        Description.Endpoints.Add(endpoint);
    }

    /// <summary>The contract descriptions of a service share one description for each contract.</summary>
    internal ServiceEndpoint AddEndpoint(Type contractType, Binding binding, Uri address, Uri? listenUri)
    {
        ArgumentNullException.ThrowIfNull(binding);
        ArgumentNullException.ThrowIfNull(address);
        if (!_addsDefaults)
        {
            ThrowIfDisposedOrImmutable();
        }

        var absolute = MakeAbsolute(address, binding);
        var contract = Description.Endpoints.FirstOrDefault(e => e.Contract.ContractType == contractType)?.Contract
            ?? (Description.ServiceType is { } serviceType
                ? ContractDescription.GetContract(contractType, serviceType)
                : ContractDescription.GetContract(contractType));
        if (Description.ServiceType is { } implementation && !contractType.IsAssignableFrom(implementation))
        {
            throw new InvalidOperationException(
                $"The service '{implementation}' does not implement the contract '{contractType}'. Implement it, or add the endpoint to the host of a service that does.");
        }

        var endpoint = new ServiceEndpoint(contract, binding, new EndpointAddress(absolute));
        if (listenUri is not null)
        {
            endpoint.ListenUri = MakeAbsolute(listenUri, binding);
        }

        Description.Endpoints.Add(endpoint);
        return endpoint;
    }

    /// <summary>How to give the host endpoints, for the message that says that there are none.</summary>
    internal virtual string HowToAddEndpoints => "Call AddServiceEndpoint before the host opens, or give the host base addresses.";

    /// <summary>A listener's address in logs and messages.</summary>
    internal virtual string Show(Uri listenUri) => listenUri.ToString();

    /// <summary>A listener takes no clients any more: the host has failed, and says so.</summary>
    internal void FaultBecause(Exception reason) => Fault(reason);

    internal void RaiseUnknownMessageReceived(Message message) =>
        UnknownMessageReceived?.Invoke(this, new UnknownMessageReceivedEventArgs(message));

    /// <summary>The one instance context of a service with a single instance, for all its endpoints.</summary>
    internal InstanceContext SingletonOf(Func<InstanceContext> make) => _singleton ??= make();

    /// <summary>What transports and binding elements of the host need, above all its listener factory.</summary>
    /// <param name="bindingParameters">Where to add it.</param>
    protected internal virtual void AddBindingParameters(BindingParameterCollection bindingParameters)
    {
    }

    /// <summary>Makes the provider of service objects, where no behavior has set one.</summary>
    /// <returns>The provider; null for objects made with the class's constructor without parameters.</returns>
    protected internal virtual IInstanceProvider? CreateInstanceProvider() => null;

    /// <summary>Adds a base address.</summary>
    /// <param name="baseAddress">An absolute address, of a scheme that has none yet.</param>
    /// <exception cref="ArgumentException">The address is relative, or the scheme has a base address.</exception>
    protected void AddBaseAddress(Uri baseAddress)
    {
        ArgumentNullException.ThrowIfNull(baseAddress);
        if (!baseAddress.IsAbsoluteUri)
        {
            throw new ArgumentException($"The base address '{baseAddress}' is relative. Give an absolute one, such as net.tcp://localhost:8000/service.", nameof(baseAddress));
        }

        if (_baseAddresses.Exists(a => string.Equals(a.Scheme, baseAddress.Scheme, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ArgumentException($"There is a base address of the scheme '{baseAddress.Scheme}' already. A host has one for each scheme.", nameof(baseAddress));
        }

        _baseAddresses.Add(baseAddress);
    }

    /// <summary>Describes the service.</summary>
    /// <param name="description">The description.</param>
    /// <param name="baseAddresses">What relative endpoint addresses are relative to.</param>
    protected void InitializeDescription(ServiceDescription description, params Uri[] baseAddresses)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(baseAddresses);
        foreach (var address in baseAddresses)
        {
            AddBaseAddress(address);
        }

        _description = description;
        if (!description.Behaviors.Contains(typeof(ServiceBehaviorAttribute)))
        {
            description.Behaviors.Insert(0, new ServiceBehaviorAttribute());
        }

        // Code that moves over finds it here to switch details on. WCF documentation: ServiceDebugBehavior.
        if (!description.Behaviors.Contains(typeof(ServiceDebugBehavior)))
        {
            description.Behaviors.Add(new ServiceDebugBehavior());
        }

        ApplyConfiguration();
    }

    /// <summary>Called when the service has been described, for hosts that add endpoints and behaviors of their own. There is no
    /// configuration file to apply: what is here does nothing. WCF documentation: ServiceHostBase.ApplyConfiguration.</summary>
    protected virtual void ApplyConfiguration()
    {
    }

    /// <summary>Builds the dispatchers of the description. Runs once, when the host opens or earlier.</summary>
    /// <exception cref="InvalidOperationException">A rule of the description is broken; the message says what would make it right.</exception>
    protected virtual void InitializeRuntime()
    {
        if (!_isBuilt)
        {
            _isBuilt = true;
            if (Description.Endpoints.Count == 0)
            {
                _addsDefaults = true;
                try
                {
                    AddDefaultEndpoints();
                }
                finally
                {
                    _addsDefaults = false;
                }
            }

            new DispatchBuilder(this).Build();
        }
    }

    private Uri MakeAbsolute(Uri address, Binding binding)
    {
        if (address.IsAbsoluteUri && !IsRootedPath(address))
        {
            if (!string.Equals(address.Scheme, binding.Scheme, StringComparison.OrdinalIgnoreCase) && binding.Scheme.Length > 0)
            {
                throw new InvalidOperationException(
                    $"The address '{address}' has the scheme '{address.Scheme}', but the binding '{binding.Name}' needs '{binding.Scheme}'. Change one of them.");
            }

            return address;
        }

        var baseAddress = _baseAddresses.Find(a => string.Equals(a.Scheme, binding.Scheme, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException(
                $"The endpoint address '{address.OriginalString}' is relative, and the host has no base address of the scheme '{binding.Scheme}' of the binding '{binding.Name}'. "
                + "Give the host one, or make the address absolute.");
        var relative = address.OriginalString.TrimStart('/');
        if (relative.Length == 0)
        {
            return baseAddress;
        }

        // Unlike the platform's way to combine: a base address is a folder whether or not it ends in a slash.
        return new Uri(new Uri(baseAddress.AbsoluteUri.TrimEnd('/') + "/"), relative);
    }

    /// <summary>On Unix the platform takes "/path" for a file's address.</summary>
    private static bool IsRootedPath(Uri address) => address.IsFile && address.OriginalString.StartsWith('/');
}

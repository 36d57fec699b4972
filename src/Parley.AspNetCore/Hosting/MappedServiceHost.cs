using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;
using Parley.ReliableMessaging;
using Parley.Security;

namespace Parley;

/// <summary>The host of a service in an ASP.NET Core application: HTTP endpoints take the application's requests, other endpoints listen for themselves.</summary>
internal sealed class MappedServiceHost : ServiceHostBase
{
    private static readonly Uri _application = new("http://localhost/");

    private readonly IServiceProvider _services;
    private readonly KestrelTransports _transports;
    private readonly Type _serviceType;
    private readonly IMeterFactory? _meters;
    private readonly DataProtectionSecurityStateEncoder _stateEncoder;

    internal MappedServiceHost(Type serviceType, IServiceProvider services, ILoggerFactory loggerFactory, TimeProvider clock, ParleyOptions options)
    {
        _services = services;
        _serviceType = serviceType;
        _transports = new KestrelTransports(loggerFactory);
        _meters = services.GetService<IMeterFactory>();
        _stateEncoder = services.GetService<IDataProtectionProvider>() is { } protection
            ? new DataProtectionSecurityStateEncoder(protection)
            : new DataProtectionSecurityStateEncoder();
        LoggerFactory = loggerFactory;
        SessionMonitor = new SessionMonitor(services.GetService<SessionMonitor>());
        Clock = clock;
        CloseTimeout = options.DrainTimeout;
        Application.AllowHttpForHttpsEndpoints = options.AllowHttpForHttpsEndpoints;
        InitializeDescription(ServiceDescription.GetService(serviceType));
        Description.Behaviors.Add(new AuthorizeBehavior(services));
        if (options.IncludeExceptionDetailInFaults)
        {
            if (Description.Behaviors.Find<ServiceDebugBehavior>() is not { } debug)
            {
                Description.Behaviors.Add(debug = new ServiceDebugBehavior());
            }

            debug.IncludeExceptionDetailInFaults = true;
        }
    }

    /// <summary>Takes the requests of the routes that are mapped.</summary>
    internal HttpApplicationHost Application { get; } = new();

    /// <summary>The paths of the HTTP endpoints.</summary>
    internal List<string> Paths { get; } = [];

    internal ServiceEndpoint Add(Type contractType, Binding binding, string address)
    {
        if (binding.Scheme is not ("http" or "https"))
        {
            return AddEndpoint(contractType, binding, new Uri(address, UriKind.RelativeOrAbsolute), null);
        }

        if (!address.StartsWith('/'))
        {
            throw new InvalidOperationException(
                $"The address '{address}' of an http endpoint in an application is a path that begins with a slash, such as '/calculator'. Host and port are the application's.");
        }

        var uri = new UriBuilder(new Uri(_application, address)) { Scheme = binding.Scheme, Port = -1 }.Uri;
        var endpoint = AddEndpoint(contractType, binding, uri, null);
        endpoint.Behaviors.Add(new ApplicationAddressBehavior());
        if (!Paths.Contains(address, StringComparer.OrdinalIgnoreCase))
        {
            Paths.Add(address);
        }

        return endpoint;
    }

    internal override string HowToAddEndpoints => "Call AddEndpoint in MapService.";

    /// <summary>An application's host and port are not the service's to know: of an http endpoint it has the path.</summary>
    internal override string Show(Uri listenUri) => listenUri.Scheme is "http" or "https" ? listenUri.AbsolutePath : base.Show(listenUri);

    /// <inheritdoc/>
    protected internal override void AddBindingParameters(BindingParameterCollection bindingParameters)
    {
        bindingParameters.Add(_transports);
        bindingParameters.Add(Application);
        bindingParameters.Add(_stateEncoder);
        ScopedUserNamePasswordValidator.AddTo(Credentials.UserNameAuthentication, _services);
        if (_meters is not null)
        {
            bindingParameters.Add(_meters);
        }
    }

    /// <inheritdoc/>
    protected internal override IInstanceProvider CreateInstanceProvider() => new ScopedInstanceProvider(_services, _serviceType);
}

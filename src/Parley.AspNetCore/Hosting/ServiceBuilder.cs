using Parley.Channels;
using Parley.Description;

namespace Parley;

/// <summary>Describes a service that an ASP.NET Core application offers. Given by <c>app.MapService</c>.</summary>
public sealed class ServiceBuilder
{
    private readonly MappedServiceHost _host;

    internal ServiceBuilder(MappedServiceHost host) => _host = host;

    /// <summary>The service: its endpoints and behaviors.</summary>
    public ServiceDescription Description => _host.Description;

    /// <summary>The service's credentials: its certificate, and how it checks those of its clients.</summary>
    public ServiceCredentials Credentials => _host.Credentials;

    /// <summary>The host behind the service, for everything that code from WCF sets on one.</summary>
    public ServiceHostBase Host => _host;

    /// <summary>Adds an endpoint.</summary>
    /// <typeparam name="TContract">The contract's interface.</typeparam>
    /// <param name="binding">The binding.</param>
    /// <param name="address">
    /// For http and https the path in this application, such as <c>/calculator</c>: host, port and TLS are the application's own, and
    /// an https binding takes only requests that came over https (see <see cref="ParleyOptions.AllowHttpForHttpsEndpoints"/>). For
    /// every other transport the whole address, such as <c>net.tcp://0.0.0.0:8808/calculator</c>.
    /// </param>
    /// <returns>The endpoint, for behaviors and further settings.</returns>
    /// <exception cref="InvalidOperationException">The type is no contract, or the address does not fit the binding.</exception>
    public ServiceEndpoint AddEndpoint<TContract>(Binding binding, string address)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(binding);
        ArgumentException.ThrowIfNullOrEmpty(address);
        return _host.Add(typeof(TContract), binding, address);
    }
}

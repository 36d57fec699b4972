using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.FaultProxy;

namespace Parley.FunctionalTests.Reliable;

/// <summary>A service with reliable sessions, a bad network before it, and as many clients as a test wants.</summary>
/// <typeparam name="TContract">The contract.</typeparam>
internal sealed class ReliableWorld<TContract> : IAsyncDisposable
    where TContract : class
{
    private readonly ServiceHost _host;
    private readonly ChannelFactory<TContract> _factory;
    private int _isStopped;

    private ReliableWorld(ServiceHost host, ChannelFactory<TContract> factory, BadNetwork network)
    {
        _host = host;
        _factory = factory;
        Network = network;
    }

    public BadNetwork Network { get; }

    /// <summary>Starts the service, and the network that its address asks for.</summary>
    /// <param name="service">The service's type.</param>
    /// <param name="binding">Makes a binding, once for each side.</param>
    /// <param name="plan">What the network does.</param>
    /// <param name="configure">Sets up the service further.</param>
    /// <param name="configureClient">Sets up the clients further.</param>
    public static async Task<ReliableWorld<TContract>> StartAsync(
        Type service, Func<Binding> binding, IFaultPlan plan, Action<ServiceHost>? configure = null, Action<ChannelFactory<TContract>>? configureClient = null)
    {
        var host = new ServiceHost(service) { LoggerFactory = NullLoggerFactory.Instance };
        configure?.Invoke(host);
        var ours = binding();
        var endpoint = host.AddServiceEndpoint(typeof(TContract), ours, $"{ours.Scheme}://127.0.0.1:0/service");
        await host.OpenAsync();
        BadNetwork network;
        if (ours.Scheme == "http")
        {
            var proxy = new HttpFaultProxy(endpoint.ListenUri!, plan);
            await proxy.StartAsync();
            network = proxy;
        }
        else
        {
            var proxy = new TcpFaultProxy(endpoint.ListenUri!, plan);
            proxy.Start();
            network = proxy;
        }

        var factory = new ChannelFactory<TContract>(binding());
        configureClient?.Invoke(factory);
        return new ReliableWorld<TContract>(host, factory, network);
    }

    /// <summary>A client whose way goes through the bad network.</summary>
    public TContract CreateClient() =>
        _factory.CreateChannel(new EndpointAddress(_host.Description.Endpoints[0].ListenUri!, new DnsEndpointIdentity("localhost")), Network.Address);

    public async ValueTask DisposeAsync()
    {
        _factory.Abort();
        await StopNetworkAsync();
        _host.Abort();
    }

    /// <summary>From now on nobody is at the clients' address.</summary>
    public ValueTask StopNetworkAsync() => Interlocked.Exchange(ref _isStopped, 1) == 0 ? Network.DisposeAsync() : default;
}

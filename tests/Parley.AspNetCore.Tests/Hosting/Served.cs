using Parley.Channels;
using Parley.Description;

namespace Parley.AspNetCore.Tests.Hosting;

/// <summary>A service that is open on a free port, with a client factory for it.</summary>
internal sealed class Served<TContract> : IAsyncDisposable
    where TContract : class
{
    private ChannelFactory<TContract>? _factory;

    private Served(ServiceHost host, ServiceEndpoint endpoint, TestLog log, Func<Binding> binding)
    {
        Host = host;
        Endpoint = endpoint;
        Log = log;
        MakeBinding = binding;
    }

    public ServiceHost Host { get; }

    public ServiceEndpoint Endpoint { get; }

    public TestLog Log { get; }

    public Func<Binding> MakeBinding { get; }

    public ChannelFactory<TContract> Factory => _factory ??= new ChannelFactory<TContract>(MakeBinding(), Endpoint.Address!);

    public static async Task<Served<TContract>> OpenAsync(
        object service, Func<Binding> binding, Action<ServiceHost>? configure = null, bool expectsErrors = false)
    {
        var log = new TestLog { ExpectsErrors = expectsErrors };
        var host = service is Type type ? new ServiceHost(type) : new ServiceHost(service);
        host.LoggerFactory = log;
        var used = binding();
        var endpoint = host.AddServiceEndpoint(typeof(TContract), used, $"{used.Scheme}://127.0.0.1:0/service");
        configure?.Invoke(host);
        await host.OpenAsync();
        return new Served<TContract>(host, endpoint, log, binding);
    }

    public TContract Client() => Factory.CreateChannel();

    public async ValueTask DisposeAsync()
    {
        if (_factory is not null)
        {
            _factory.Abort();
        }

        await Host.DisposeAsync();
        await Log.DisposeAsync();
    }
}

internal static class Bindings
{
    public static Binding Tcp() => new NetTcpBinding(SecurityMode.None);

    public static Binding TcpStreamed() => new NetTcpBinding(SecurityMode.None) { TransferMode = TransferMode.Streamed };

    public static Binding Basic() => new BasicHttpBinding();

    public static Binding Ws() => new WSHttpBinding(SecurityMode.None);

    public static Binding Of(string name) =>
        name switch
        {
            "tcp" => Tcp(),
            "tcp streamed" => TcpStreamed(),
            "basic" => Basic(),
            "ws" => Ws(),
            "tcp reliable" => new NetTcpBinding(SecurityMode.None, reliableSessionEnabled: true),
            "ws reliable" => new WS2007HttpBinding(SecurityMode.None, reliableSessionEnabled: true),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(30));

    public static Task Soon(this Task task) => task.WaitAsync(TimeSpan.FromSeconds(30));
}

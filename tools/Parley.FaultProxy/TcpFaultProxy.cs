using System.Net;
using System.Net.Sockets;

namespace Parley.FaultProxy;

/// <summary>
/// A bad network for framed connections: net.tcp, and net.uds behind it. A message that brings new strings of a binary session passes
/// whatever the plan says: without it the connection's later messages could not be read, which no network does. Messages under TLS cannot be
/// told apart, so they pass too.
/// </summary>
public sealed class TcpFaultProxy : BadNetwork
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _gate = new();
    private readonly HashSet<ProxiedConnection> _connections = [];
    private readonly Uri _target;
    private readonly EndPoint _targetEndPoint;
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private Uri? _address;

    /// <summary>Creates the proxy; <see cref="Start"/> starts it.</summary>
    /// <param name="target">The service's address: net.tcp, with its path.</param>
    /// <param name="plan">What happens to the messages.</param>
    public TcpFaultProxy(Uri target, IFaultPlan plan)
        : base(plan)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
        _targetEndPoint = IPAddress.TryParse(target.Host, out var ip)
            ? new IPEndPoint(ip, target.Port)
            : new DnsEndPoint(target.Host, target.Port);
    }

    /// <summary>
    /// Where clients connect to: the proxy's port with the target's path. The service sees this address as the one that was dialled, so a
    /// client uses it as its <c>via</c>, and the service's own address as where its messages go; or the service listens with a weak wildcard host.
    /// </summary>
    public override Uri Address => _address ?? throw new InvalidOperationException("The proxy has not been started.");

    /// <summary>How many connections are open now.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Starts to listen at a free port of the loopback address.</summary>
    public void Start()
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        _address = new UriBuilder(_target) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndPoint!).Port }.Uri;
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Cuts all connections that are open now; new ones may come.</summary>
    public void CutAll()
    {
        ProxiedConnection[] all;
        lock (_gate)
        {
            all = [.. _connections];
        }

        foreach (var connection in all)
        {
            Count(Fault.Cut);
            connection.Cut();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        _listener?.Dispose();
        await _accepting.ConfigureAwait(false);
        ProxiedConnection[] all;
        lock (_gate)
        {
            all = [.. _connections];
        }

        foreach (var connection in all)
        {
            connection.Cut();
        }

        foreach (var connection in all)
        {
            await connection.Ended.ConfigureAwait(false);
        }

        _ended.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync(_ended.Token).ConfigureAwait(false);
                var connection = new ProxiedConnection(this, client);
                lock (_gate)
                {
                    _connections.Add(connection);
                }

                connection.Start();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy ends.
        }
    }

    internal EndPoint TargetEndPoint => _targetEndPoint;

    internal void Forget(ProxiedConnection connection)
    {
        lock (_gate)
        {
            _connections.Remove(connection);
        }
    }
}

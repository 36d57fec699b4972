using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.Channels.Framing;

namespace Parley.FunctionalTests.Framing;

/// <summary>What Kestrel does for connections of framing.</summary>
public class FramingServerTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Kestrel_counts_the_connections_of_a_net_tcp_listener()
    {
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding());
        using var connections = new ActiveConnections("server.port", host.Uri.Port.ToString(CultureInfo.InvariantCulture));

        await AssertCountsAsync(connections, host, SessionTests.CreateBinding());
    }

    [Fact]
    public async Task Kestrel_counts_the_connections_of_a_local_socket()
    {
        var file = Path.Combine(Path.GetTempPath(), "parley-" + Guid.NewGuid().ToString("N")[..8]);
        var binding = new CustomBinding(new BinaryMessageEncodingBindingElement(), new UnixDomainSocketTransportBindingElement());
        await using var host = await FramingHost.StartAsync(binding, "net.uds://localhost" + file, FramingHost.EchoAsync);
        using var connections = new ActiveConnections("server.address", file);

        await AssertCountsAsync(connections, host, binding);
    }

    [Fact]
    public async Task Kestrel_logs_a_connection_for_the_host_and_nothing_that_would_alarm_it()
    {
        using var log = new RecordedLog();
        var transports = new KestrelTransports(log);
        var listener = SessionTests.CreateBinding().BuildChannelListener<IDuplexSessionChannel>(new Uri("net.tcp://localhost:0/a"), transports);
        await listener.OpenAsync(TestContext.Current.CancellationToken);
        using (var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, listener.Uri.Port), TestContext.Current.CancellationToken);
            await log.UntilAsync("started.");
        }

        await log.UntilAsync("stopped.");
        await listener.CloseAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain(log.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_client_that_is_there_before_the_first_endpoint_is_known_waits_for_it()
    {
        var listener = SessionTests.CreateBinding().BuildChannelListener<IDuplexSessionChannel>(new Uri("net.tcp://localhost:0/early"), KestrelTransports.Default);
        var endpoint = ((FramingListener<IDuplexSessionChannel>)listener).Endpoint;
        var shared = await SharedListener.OpenAsync(ListenTarget.Create(new Uri("net.tcp://127.0.0.1:0/")), endpoint, TestContext.Current.CancellationToken);
        var via = new Uri($"net.tcp://localhost:{shared.Port}/early");
        using var client = await RawPeer.ConnectAsync(via);
        await client.SendAsync(RawPeer.Preamble(via));
        await FramingHost.UntilAsync(() => shared.ConnectionCount == 1, "the connection");

        Assert.True(shared.TryAdd(endpoint));

        var session = await ((FramingDuplexSessionListener)listener).Pending.TakeAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(_guard, TestContext.Current.CancellationToken);
        Assert.Equal(via, session!.Via);
        session.Abort();
        await shared.CloseAsync();
    }

    [Fact]
    public async Task A_server_that_listens_no_more_ends_with_its_last_connection()
    {
        var served = new TaskCompletionSource<FramingConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var log = new RecordedLog();
        var server = await FramingServer.StartAsync(
            ListenTarget.Create(new Uri("net.tcp://127.0.0.1:0/")),
            backlog: 8,
            async context =>
            {
                served.SetResult(FramingConnectionContext.Take(context));
                await ended.Task;
            },
            log,
            NullLogger.Instance,
            TimeProvider.System,
            TestContext.Current.CancellationToken);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
        var connection = await served.Task.WaitAsync(_guard, TestContext.Current.CancellationToken);

        await server.UnbindAsync();
        await client.SendAsync("x"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(1, await connection.ReadAsync(new byte[8], TestContext.Current.CancellationToken));
        Assert.False(server.Ended.IsCompleted);

        await connection.CloseAsync();
        ended.SetResult();
        await server.Ended.WaitAsync(_guard, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(log.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Middleware_in_front_has_a_pipe_over_the_socket_and_what_it_left_is_served()
    {
        var (client, context) = await ConnectAsync();
        using var _ = client;
        await client.SendAsync("headbody"u8.ToArray(), TestContext.Current.CancellationToken);
        var head = await context.Transport.Input.ReadAtLeastAsync(8, TestContext.Current.CancellationToken);
        context.Transport.Input.AdvanceTo(head.Buffer.GetPosition(4));

        var connection = FramingConnectionContext.Take(context);
        var buffer = new byte[16];
        Assert.Equal(4, await connection.ReadAsync(buffer, TestContext.Current.CancellationToken));
        Assert.Equal("body"u8, buffer.AsSpan(0, 4));
        await connection.WriteAsync("back"u8.ToArray(), TestContext.Current.CancellationToken);
        await connection.CloseAsync();
        Assert.Equal("back", await ReadToEndAsync(client));
    }

    [Fact]
    public async Task A_connection_that_nobody_has_taken_is_closed_with_its_context()
    {
        var (client, context) = await ConnectAsync();
        using var _ = client;
        var closed = context.ConnectionClosed;
        await context.DisposeAsync();
        await context.DisposeAsync();

        Assert.True(closed.IsCancellationRequested);
        Assert.True(context.ConnectionClosed.IsCancellationRequested);
        Assert.Equal(string.Empty, await ReadToEndAsync(client));
    }

    [Fact]
    public async Task A_connection_that_was_taken_is_the_takers_to_close()
    {
        var (client, context) = await ConnectAsync();
        using var _ = client;
        var connection = Assert.IsType<AcceptedSocket>(FramingConnectionContext.Take(context));
        await context.DisposeAsync();

        await connection.WriteAsync("still"u8.ToArray(), TestContext.Current.CancellationToken);
        await connection.CloseAsync();
        Assert.Equal("still", await ReadToEndAsync(client));
    }

    private static async Task AssertCountsAsync(ActiveConnections connections, FramingHost host, Binding binding)
    {
        await using (var client = await FramingClient.OpenAsync(binding))
        {
            var channel = await client.ConnectAsync(host.Uri);
            Assert.Equal(1, connections.Count);
            await channel.CloseAsync();
        }

        await FramingHost.UntilAsync(() => connections.Count == 0, "the connection to be counted off");
    }

    private static async Task<(Socket Client, ConnectionContext Service)> ConnectAsync()
    {
        await using var listener = await new FramingTransport(backlog: 1, NullLogger.Instance, TimeProvider.System)
            .BindAsync(new IPEndPoint(IPAddress.Loopback, 0), TestContext.Current.CancellationToken);
        var accepting = listener.AcceptAsync(TestContext.Current.CancellationToken);
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken);
        return (client, (await accepting)!);
    }

    private static async Task<string> ReadToEndAsync(Socket client)
    {
        using var reader = new StreamReader(new NetworkStream(client));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(_guard, TestContext.Current.CancellationToken);
    }

    /// <summary>Kestrel's count of the connections at one address.</summary>
    private sealed class ActiveConnections : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _count;

        public ActiveConnections(string tag, string value)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "Microsoft.AspNetCore.Server.Kestrel", Name: "kestrel.active_connections" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, measurement, tags, _) =>
            {
                foreach (var (name, found) in tags)
                {
                    if (name == tag && Convert.ToString(found, CultureInfo.InvariantCulture) == value)
                    {
                        Interlocked.Add(ref _count, measurement);
                    }
                }
            });
            _listener.Start();
        }

        public long Count => Interlocked.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }

    /// <summary>Keeps what is logged.</summary>
    private sealed class RecordedLog : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Entries { get; } = [];

        public Task UntilAsync(string text) =>
            FramingHost.UntilAsync(() => Entries.Any(entry => entry.Text.Contains(text, StringComparison.Ordinal)), $"the log to say {text}");

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Enqueue((logLevel, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}

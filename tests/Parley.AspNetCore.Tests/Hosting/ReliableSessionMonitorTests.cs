using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Description;

namespace Parley.AspNetCore.Tests.Hosting;

/// <summary>What a host, a client and a container show of their reliable sessions.</summary>
public class ReliableSessionMonitorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ws reliable", true)]
    [InlineData("tcp reliable", false)]
    public async Task A_host_and_a_client_show_the_session_and_log_its_name(string binding, bool overHttp)
    {
        await using var served = await Served<ICalculator>.OpenAsync(typeof(Calculator), () => Bindings.Of(binding));
        await using var clientLog = new TestLog();
        served.Factory.LoggerFactory = clientLog;
        var client = served.Client();
        await ((IClientChannel)client).OpenAsync(Token);
        Assert.Equal(3, client.Add(1, 2));

        var there = Assert.Single(served.Host.ReliableSessions.GetSessions());
        var monitor = ((IClientChannel)client).GetProperty<IReliableSessionMonitor>();
        Assert.Same(served.Factory.GetProperty<IReliableSessionMonitor>(), monitor);
        var here = Assert.Single(monitor!.GetSessions());
        Assert.Equal(((IClientChannel)client).SessionId, here.OutputSequence);
        Assert.Equal(here.OutputSequence, there.InputSequence);
        Assert.Equal(here.InputSequence, there.OutputSequence);
        Assert.StartsWith("127.0.0.1:", there.RemoteEndpoint, StringComparison.Ordinal);
        Assert.Equal(overHttp, there.Version == ReliableMessagingVersion.WSReliableMessaging11);
        Assert.Equal(1, there.MessagesDelivered);
        Assert.Equal(1, here.MessagesSent);
        Assert.Contains(here.OutputSequence!, (await clientLog.EntryAsync(2300)).Text, StringComparison.Ordinal);
        Assert.Contains(here.OutputSequence!, (await served.Log.EntryAsync(2300)).Text, StringComparison.Ordinal);

        await ((IClientChannel)client).CloseAsync(Token);
        await clientLog.EntryAsync(2301);
        await served.Log.EntryAsync(2301);
        Assert.Equal(0, monitor.Count);
        Assert.Equal(0, served.Host.ReliableSessions.Count);
    }

    [Fact]
    public async Task A_container_shows_its_services_and_clients_sessions_and_has_their_meter()
    {
        await using var log = new TestLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ILoggerFactory>(log);
        builder.Services.AddParley();
        ServiceEndpoint? tcp = null;
        await using var app = builder.Build();
        app.MapService<Calculator>(service =>
        {
            service.AddEndpoint<ICalculator>(Bindings.Of("ws reliable"), "/calculator");
            tcp = service.AddEndpoint<ICalculator>(Bindings.Of("tcp reliable"), "net.tcp://127.0.0.1:0/calculator");
        });
        await app.StartAsync(Token);
        var root = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        var monitor = app.Services.GetRequiredService<IReliableSessionMonitor>();
        using var opened = new Opened(app.Services.GetRequiredService<IMeterFactory>());

        await using var clients = new ServiceCollection()
            .AddSingleton<ILoggerFactory>(log)
            .AddParleyClient<ICalculator>(Bindings.Of("ws reliable"), $"{root}/calculator")
            .AddParleyClient<ICalculator>("tcp", options =>
            {
                options.Binding = Bindings.Of("tcp reliable");
                options.Address = tcp!.Address!;
            })
            .BuildServiceProvider();
        var clientMonitor = clients.GetRequiredService<IReliableSessionMonitor>();
        await using (var scope = clients.CreateAsyncScope())
        {
            Assert.Equal(3, scope.ServiceProvider.GetRequiredService<ICalculator>().Add(1, 2));
            Assert.Equal(7, scope.ServiceProvider.GetRequiredKeyedService<ICalculator>("tcp").Add(3, 4));
            Assert.Equal(2, monitor.Count);
            Assert.Equal(
                monitor.GetSessions().Select(session => session.InputSequence).Order(),
                clientMonitor.GetSessions().Select(session => session.OutputSequence).Order());
            Assert.All(monitor.GetSessions(), session => Assert.Equal(ReliableSessionRole.Service, session.Role));
            await opened.WhenAsync(2).Soon();
        }

        Assert.Equal(0, clientMonitor.Count);
    }

    [Fact]
    public async Task A_message_that_came_over_http_links_to_the_request_that_brought_it()
    {
        await using var served = await Served<ICalculator>.OpenAsync(typeof(Calculator), () => Bindings.Of("ws reliable"));
        var requests = new ConcurrentDictionary<ActivitySpanId, bool>();
        var delivered = new TaskCompletionSource<Activity>(TaskCreationOptions.RunContinuationsAsynchronously);
        string? sequence = null;
        var session = new TaskCompletionSource<Activity>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "Parley.ReliableMessaging" or "Parley.Http",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = activity =>
            {
                if (activity.OperationName == "Parley.HttpRequestIn")
                {
                    requests[activity.SpanId] = true;
                }
            },
            ActivityStopped = activity =>
            {
                if (activity.OperationName == "Parley.ReliableDeliver" && activity.Links.Any(link => requests.ContainsKey(link.Context.SpanId)))
                {
                    delivered.TrySetResult(activity);
                }
                else if (sequence is not null && Equals(activity.GetTagItem("parley.reliable_messaging.input_sequence"), sequence))
                {
                    session.TrySetResult(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var client = served.Client();
        Assert.Equal(3, client.Add(1, 2));
        sequence = ((IClientChannel)client).SessionId;
        var message = await delivered.Task.Soon();
        Assert.Equal(ActivityKind.Consumer, message.Kind);
        await ((IClientChannel)client).CloseAsync(Token);
        Assert.Equal("closed", (await session.Task.Soon()).GetTagItem("parley.reliable_messaging.end"));
    }

    /// <summary>Counts sessions that a container's services open.</summary>
    private sealed class Opened : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<int, TaskCompletionSource> _awaited = [];
        private int _count;

        public Opened(IMeterFactory factory)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == factory && instrument.Name == "parley.reliable_messaging.sessions.opened")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Source(Interlocked.Increment(ref _count)).TrySetResult());
            _listener.Start();
        }

        public Task<bool> WhenAsync(int count) => Source(count).Task.ContinueWith(static _ => true, TaskScheduler.Default);

        public void Dispose() => _listener.Dispose();

        private TaskCompletionSource Source(int count) =>
            _awaited.GetOrAdd(count, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}

using System.Collections.Concurrent;
using Parley.Channels;
using Parley.Channels.Tests;
using Parley.Description;
using Parley.FaultProxy;
using Parley.FunctionalTests.Framing;
using Parley.ReliableMessaging.Tests.Monitoring;
using Parley.Security;

namespace Parley.FunctionalTests.Reliable;

/// <summary>What reliable sessions of a whole service must survive, over real sockets.</summary>
public sealed partial class SessionScenarioTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromMinutes(1);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface IWork
    {
        [OperationContract]
        Task<int> AddAsync(int number);

        [OperationContract]
        Task FailAsync();

        [OperationContract]
        Task BreakAsync();

        [OperationContract(IsOneWay = true)]
        Task BreakOneWayAsync();
    }

    [ServiceContract(Namespace = "urn:test")]
    private interface IPlain
    {
        [OperationContract]
        Task SayAsync(string text);
    }

    public static TheoryData<string> Bindings() => ["http 1.0", "http 1.1", "net.tcp 1.0", "net.tcp 1.1"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http 1.0", 8)]
    [InlineData("http 1.1", 8)]
    public async Task Scenario_10_a_hundred_sessions_in_a_row_need_the_protocols_round_trips_and_no_more(string kind, int messages)
    {
        // The clock stands: nothing is sent again because the machine is slow.
        var clock = new ManualTimeProvider();
        await using var world = await ReliableWorld<IWork>.StartAsync(
            typeof(Work), () => CreateBinding(kind), new RandomFaults(1), host => host.Clock = clock, factory => factory.Endpoint.EndpointBehaviors.Add(new Parameter(clock)));
        for (var session = 1; session <= 100; session++)
        {
            var client = world.CreateClient();
            Assert.Equal(1, await client.AddAsync(1).WaitAsync(_guard, Token));
            await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
            Assert.Equal(session * messages, world.Network.Messages);
        }
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Scenario_14_instances_are_released_once_whether_operations_fail_clients_close_or_clients_abort(string kind)
    {
        Work.Reset();
        await using var world = await ReliableWorld<IWork>.StartAsync(typeof(Work), () => CreateBinding(kind), new RandomFaults(1));
        var closes = world.CreateClient();
        await closes.AddAsync(1);
        await ((IClientChannel)closes).CloseAsync(Token);

        var fails = world.CreateClient();
        await fails.AddAsync(1);
        await Assert.ThrowsAsync<FaultException>(fails.FailAsync);
        Assert.Equal(2, await fails.AddAsync(1));
        await ((IClientChannel)fails).CloseAsync(Token);

        var aborts = world.CreateClient();
        await aborts.AddAsync(1);
        ((IClientChannel)aborts).Abort();

        await Work.WhenReleased(3).WaitAsync(_guard, Token);
        Assert.Equal((3, 3), Work.Counts);
    }

    [Theory]
    [InlineData("net.tcp 1.0")]
    [InlineData("net.tcp 1.1")]
    public async Task Scenario_9_connections_that_die_in_mid_sequence_are_replaced(string kind)
    {
        await using var world = await ReliableWorld<IWork>.StartAsync(typeof(Work), () => CreateBinding(kind), new RandomFaults(1));
        var client = world.CreateClient();
        for (var number = 1; number <= 10; number++)
        {
            var call = client.AddAsync(1);
            ((TcpFaultProxy)world.Network).CutAll();
            Assert.Equal(number, await call.WaitAsync(_guard, Token));
        }

        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
        Assert.True(world.Network.Cut >= 8, $"{world.Network.Cut} connections were cut.");
    }

    [Fact]
    public async Task Over_TLS_a_connection_that_dies_ends_the_session_because_who_is_at_a_new_one_is_not_known()
    {
        await using var world = await ReliableWorld<IWork>.StartAsync(
            typeof(Work),
            static () => new NetTcpBinding(SecurityMode.Transport)
            {
                ReliableSession = new OptionalReliableSession { Enabled = true },
                Security = { Transport = { ClientCredentialType = TcpClientCredentialType.None } },
            },
            new RandomFaults(1),
            static host => host.Credentials.ServiceCertificate.Certificate = TestCertificates.Shared.Service,
            static factory => factory.Credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None);
        var client = world.CreateClient();
        Assert.Equal(1, await client.AddAsync(1));
        var faulted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((IClientChannel)client).Faulted += (_, _) => faulted.TrySetResult();
        ((TcpFaultProxy)world.Network).CutAll();
        await faulted.Task.WaitAsync(_guard, Token);
        await Assert.ThrowsAnyAsync<CommunicationException>(() => client.AddAsync(1));
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_client_whose_session_the_service_ended_hears_why(string kind)
    {
        await using var world = await ReliableWorld<IWork>.StartAsync(typeof(Work), () => CreateBinding(kind), new RandomFaults(1));
        var client = world.CreateClient();
        await client.AddAsync(1);
        await Assert.ThrowsAnyAsync<CommunicationException>(client.BreakAsync);
        var faulted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((IClientChannel)client).Faulted += (_, _) => faulted.TrySetResult();
        if (((IClientChannel)client).State == CommunicationState.Opened && kind.StartsWith("net.tcp", StringComparison.Ordinal))
        {
            await faulted.Task.WaitAsync(_guard, Token);
        }

        var failure = await Assert.ThrowsAnyAsync<CommunicationException>(() => client.AddAsync(1).WaitAsync(_guard, Token));
        Assert.Contains("An operation failed with an exception", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net.tcp")]
    [InlineData("http")]
    public async Task A_client_that_opens_a_session_where_there_are_none_is_told_at_once(string scheme)
    {
        await using var host = new ServiceHost(typeof(Plain)) { LoggerFactory = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance };
        Binding plain = scheme == "http" ? new WSHttpBinding(SecurityMode.None) : new NetTcpBinding(SecurityMode.None);
        var endpoint = host.AddServiceEndpoint(typeof(IPlain), plain, $"{scheme}://127.0.0.1:0/plain");
        await host.OpenAsync(Token);
        Binding reliable = scheme == "http" ? new WSHttpBinding(SecurityMode.None, true) : new NetTcpBinding(SecurityMode.None, true);
        await using var factory = new ChannelFactory<IPlain>(reliable, new EndpointAddress(endpoint.ListenUri!));
        var client = (IClientChannel)factory.CreateChannel();
        var failure = await Assert.ThrowsAsync<ActionNotSupportedException>(() => client.OpenAsync(Token).AsTask().WaitAsync(_guard, Token));
        Assert.Contains("no reliable sessions", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net.tcp 1.0", "net.tcp 1.1", "WSReliableMessagingFebruary2005")]
    [InlineData("net.tcp 1.1", "net.tcp 1.0", "WSReliableMessaging11")]
    [InlineData("http 1.0", "http 1.1", "WSReliableMessagingFebruary2005")]
    [InlineData("http 1.1", "http 1.0", "WSReliableMessaging11")]
    public async Task A_client_of_the_other_version_is_told_which_one_the_service_speaks(string service, string client, string wanted)
    {
        await using var host = new ServiceHost(typeof(Work)) { LoggerFactory = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance };
        var endpoint = host.AddServiceEndpoint(typeof(IWork), CreateBinding(service), $"{service.Split(' ')[0]}://127.0.0.1:0/work");
        await host.OpenAsync(Token);
        await using var factory = new ChannelFactory<IWork>(CreateBinding(client), new EndpointAddress(endpoint.ListenUri!));
        var channel = (IClientChannel)factory.CreateChannel();
        var failure = await Assert.ThrowsAnyAsync<CommunicationException>(() => channel.OpenAsync(Token).AsTask().WaitAsync(_guard, Token));
        Assert.Contains($"set ReliableMessagingVersion to {wanted} at the client", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Between_WSHttpBinding_and_WS2007HttpBinding_client_and_log_say_which_binding_is_needed(bool serviceIsNewer)
    {
        Binding CreateStandard(bool isNewer) => isNewer
            ? new WS2007HttpBinding(SecurityMode.None, reliableSessionEnabled: true)
            : new WSHttpBinding(SecurityMode.None, reliableSessionEnabled: true);
        var log = new Entries();
        await using var host = new ServiceHost(typeof(Work)) { LoggerFactory = log };
        var endpoint = host.AddServiceEndpoint(typeof(IWork), CreateStandard(serviceIsNewer), "http://127.0.0.1:0/work");
        await host.OpenAsync(Token);
        await using var factory = new ChannelFactory<IWork>(CreateStandard(!serviceIsNewer), new EndpointAddress(endpoint.ListenUri!));
        var failure = await Assert.ThrowsAsync<ActionNotSupportedException>(() => factory.CreateChannel().AddAsync(1).WaitAsync(_guard, Token));
        var refused = await log.FirstAsync(2308);
        var (spoken, heard) = serviceIsNewer ? ("1.1", "1.0 (February 2005)") : ("1.0 (February 2005)", "1.1");
        foreach (var text in new[] { failure.Message, refused.Text })
        {
            Assert.Contains($"This endpoint speaks WS-ReliableMessaging {spoken}, and the message is of {heard}", text, StringComparison.Ordinal);
            Assert.Contains("WSHttpBinding", text, StringComparison.Ordinal);
            Assert.Contains("WS2007HttpBinding", text, StringComparison.Ordinal);
        }

        factory.Abort();
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_one_way_operation_that_throws_is_logged_once_and_not_as_a_fault_that_could_not_be_sent(string kind)
    {
        var log = new Entries();
        await using var world = await ReliableWorld<IWork>.StartAsync(typeof(Work), () => CreateBinding(kind), new NothingLost(), host => host.LoggerFactory = log);
        var client = world.CreateClient();
        Assert.Equal(1, await client.AddAsync(1).WaitAsync(_guard, Token));
        await client.BreakOneWayAsync().WaitAsync(_guard, Token);
        Assert.Contains("On purpose.", (await log.FirstAsync(2000)).Exception!.Message, StringComparison.Ordinal);
        Assert.Empty(log.Of(2004));
    }

    [Theory]
    [InlineData("http 1.0")]
    [InlineData("http 1.1")]
    public async Task A_call_that_times_out_because_the_service_has_too_many_sessions_names_the_setting(string kind)
    {
        await using var world = await ReliableWorld<IWork>.StartAsync(
            typeof(Work), () => CreateBinding(kind), new NothingLost(), host => host.Description.Behaviors.Add(new ServiceThrottlingBehavior { MaxConcurrentSessions = 1 }));
        Assert.Equal(1, await world.CreateClient().AddAsync(1).WaitAsync(_guard, Token));
        var waiting = world.CreateClient();
        await ((IClientChannel)waiting).OpenAsync(Token).AsTask().WaitAsync(_guard, Token);
        ((IContextChannel)waiting).OperationTimeout = TimeSpan.FromSeconds(1);
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => waiting.AddAsync(1).WaitAsync(_guard, Token));
        Assert.Contains("MaxConcurrentSessions", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_factory_shows_its_sessions_to_whoever_asks_before_it_opens()
    {
        await using var host = new ServiceHost(typeof(Work)) { LoggerFactory = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance };
        var endpoint = host.AddServiceEndpoint(typeof(IWork), CreateBinding("http 1.1"), "http://127.0.0.1:0/work");
        await host.OpenAsync(Token);
        await using var factory = new ChannelFactory<IWork>(CreateBinding("http 1.1"), new EndpointAddress(endpoint.ListenUri!));
        var monitor = factory.GetProperty<IReliableSessionMonitor>()!;
        Assert.Empty(monitor.GetSessions());
        var client = factory.CreateChannel();
        await client.AddAsync(1);
        Assert.Same(monitor, factory.GetProperty<IReliableSessionMonitor>());
        Assert.Equal(1, Assert.Single(monitor.GetSessions()).MessagesSent);
        await ((IClientChannel)client).CloseAsync(Token);
        Assert.Empty(monitor.GetSessions());
        await using var plain = new ChannelFactory<IPlain>(new WSHttpBinding(SecurityMode.None));
        Assert.Null(plain.GetProperty<IReliableSessionMonitor>());
    }

    [Fact]
    public async Task The_hosts_clock_is_that_of_its_sessions_and_the_client_hears_which_setting_ran_out()
    {
        // The client falls silent, or its answers would keep the session alive for as long as the clock gives it time to answer. What passes the network all
        // the same must not end the session in another way.
        var clock = new ManualTimeProvider();
        var network = new SilencedClient();
        ServiceHost? host = null;
        await using var world = await ReliableWorld<IWork>.StartAsync(
            typeof(Work),
            static () =>
            {
                var binding = CreateBinding("net.tcp 1.1", inactivityTimeout: TimeSpan.FromMinutes(5));
                binding.ReceiveTimeout = TimeSpan.MaxValue;
                return binding;
            },
            network,
            started =>
            {
                host = started;
                host.Clock = clock;
            });
        var client = world.CreateClient();
        Assert.Equal(1, await client.AddAsync(1));
        network.IsSilent = true;
        var faulted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((IClientChannel)client).Faulted += (_, _) => faulted.TrySetResult();
        using var guard = new CancellationTokenSource(_guard);
        clock.Advance(TimeSpan.FromSeconds(299));
        while (host!.ReliableSessions.GetSessions().Any(session => session.State == ReliableSessionState.Open))
        {
            // The session may be about to set its timer. After its end the clock stands, and a step too many is a small one: what tells the
            // client of the end is under the clock, too.
            guard.Token.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await faulted.Task.WaitAsync(_guard, Token);
        var failure = await Assert.ThrowsAnyAsync<CommunicationException>(() => client.AddAsync(1));
        Assert.True(failure.Message.Contains("InactivityTimeout", StringComparison.Ordinal), failure.ToString());
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Scenario_1_every_second_message_lost_both_ways(string kind)
    {
        await using var world = await ReliableWorld<IWork>.StartAsync(typeof(Work), () => CreateBinding(kind), new EverySecond());
        var client = world.CreateClient();
        for (var number = 1; number <= 20; number++)
        {
            Assert.Equal(number, await client.AddAsync(1).WaitAsync(_guard, Token));
        }

        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Scenario_15_thirty_two_callers_at_once_and_a_window_of_two(string kind)
    {
        await using var world = await ReliableWorld<IWork>.StartAsync(typeof(Work), () => CreateBinding(kind, window: 2), new RandomFaults(5) { Loss = 0.02 });
        var client = world.CreateClient();
        var sums = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            await client.AddAsync(1);
            return await client.AddAsync(1);
        }))).WaitAsync(_guard, Token);
        Assert.Equal(64, sums.Max());
        Assert.Equal(32, sums.Distinct().Count());
        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
    }

    private static CustomBinding CreateBinding(string kind, int window = 8, TimeSpan? inactivityTimeout = null) => new(
        new ReliableSessionBindingElement
        {
            InactivityTimeout = inactivityTimeout ?? TimeSpan.FromMinutes(10),
            MaxTransferWindowSize = window,
            ReliableMessagingVersion = kind.EndsWith("1.1", StringComparison.Ordinal)
                ? ReliableMessagingVersion.WSReliableMessaging11
                : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
        },
        kind.StartsWith("http", StringComparison.Ordinal) ? new TextMessageEncodingBindingElement() : new BinaryMessageEncodingBindingElement(),
        kind.StartsWith("http", StringComparison.Ordinal) ? new HttpTransportBindingElement() : new TcpTransportBindingElement());
}

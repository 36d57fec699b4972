using Parley.FaultProxy;
using Parley.Interop.Tests.Peers;

namespace Parley.Interop.Tests;

/// <summary>Our client in reliable sessions with gSOAP's service. GSoap/README.md says what that service leaves out.</summary>
public sealed class GSoapServiceTests(GSoapPrograms gsoap, GSoapServices services) : IClassFixture<GSoapServices>
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    /// <summary>The versions of reliable messaging.</summary>
    public static TheoryData<string> Versions => [.. GSoapPrograms.Versions];

    /// <summary>The one-way part of the calculator, by itself: its channel only sends.</summary>
    [ServiceContract(Name = "ICalculator", Namespace = InteropNamespace.Uri, SessionMode = SessionMode.Required)]
    public interface INotifications
    {
        [OperationContract(IsOneWay = true)]
        Task Notify(string text);
    }

    /// <summary>The calculator as the client waits for it.</summary>
    [ServiceContract(Name = "ICalculator", Namespace = InteropNamespace.Uri, SessionMode = SessionMode.Required)]
    public interface ICalculations
    {
        [OperationContract]
        Task<double> Add(double a, double b);

        [OperationContract]
        Task<string> Echo(string text);

        [OperationContract(IsOneWay = true)]
        Task Notify(string text);

        [OperationContract]
        Task<int> Notified();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Our_client_opens_calls_and_closes(string version)
    {
        await using var session = Open<ICalculations>(version);
        for (var n = 1; n <= 5; n++)
        {
            Assert.Equal(n + 0.5, await Guarded(session.Proxy.Add(n, 0.5)));
        }

        Assert.Equal("a < b & é 漢字", await Guarded(session.Proxy.Echo("a < b & é 漢字")));
        await session.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Our_client_with_an_address_of_its_own_opens_calls_and_closes(string version)
    {
        gsoap.SkipIfMissing();
        await using var session = new Session<ICalculations>(new ChannelFactory<ICalculations>(GSoapBindings.WithAddress(version), services.AddressOf(version)));
        for (var n = 1; n <= 3; n++)
        {
            Assert.Equal(n + 0.5, await Guarded(session.Proxy.Add(n, 0.5)));
        }

        Assert.Equal("a < b & é 漢字", await Guarded(session.Proxy.Echo("a < b & é 漢字")));
        await session.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Our_client_closes_a_session_without_messages(string version)
    {
        await using var session = Open<ICalculations>(version);
        await session.OpenAsync();
        await session.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task One_way_messages_between_calls_are_all_delivered_once(string version)
    {
        await using var session = Open<ICalculations>(version);
        Assert.Equal(3, await Guarded(session.Proxy.Add(1, 2)));
        for (var n = 0; n < 5; n++)
        {
            await Guarded(session.Proxy.Notify("notification " + n));
        }

        Assert.Equal(5, await Guarded(session.Proxy.Notified()));
        await session.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Our_client_closes_after_a_one_way_message_that_nothing_follows(string version)
    {
        var text = $"last {Guid.NewGuid()}";
        await using var session = Open<ICalculations>(version);
        await Guarded(session.Proxy.Notify(text));
        await session.CloseAsync();
        Assert.Single(services.OutputOf(version).Split('\n'), line => line == $"Notify({text})");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_session_that_only_sends_delivers_everything_in_order_and_closes(string version)
    {
        var run = Guid.NewGuid();
        await using var session = Open<INotifications>(version);
        for (var n = 0; n < 10; n++)
        {
            await Guarded(session.Proxy.Notify($"{run} {n}"));
        }

        await session.CloseAsync();
        Assert.Equal(
            Enumerable.Range(0, 10).Select(n => $"Notify({run} {n})"),
            services.OutputOf(version).Split('\n').Where(line => line.Contains(run.ToString(), StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Calls_at_the_same_time_are_each_answered(string version)
    {
        // gSOAP ends an ordered session of 1.1 at once when a message comes before the one that precedes it.
        await using var session = Open<ICalculations>(version, ordered: !version.StartsWith("rm11", StringComparison.Ordinal));
        await session.OpenAsync();
        var sums = await Guarded(Task.WhenAll(Enumerable.Range(0, 8).Select(n => session.Proxy.Add(n, 100))));
        Assert.Equal(Enumerable.Range(100, 8).Select(n => (double)n), sums);
        await session.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Sessions_at_the_same_time_are_kept_apart(string version)
    {
        await using var first = Open<ICalculations>(version);
        await using var second = Open<ICalculations>(version);
        await Guarded(first.Proxy.Notify("first"));
        await Guarded(second.Proxy.Notify("second"));
        await Guarded(second.Proxy.Notify("second again"));
        Assert.Equal(1, await Guarded(first.Proxy.Notified()));
        Assert.Equal(2, await Guarded(second.Proxy.Notified()));
        await first.CloseAsync();
        await second.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Requests_lost_and_cut_and_one_way_messages_doubled_run_once_each(string version)
    {
        gsoap.SkipIfMissing();
        await using var network = new HttpFaultProxy(services.AddressOf(version).Uri, new WhatCanBeRepaired());
        await network.StartAsync();
        await using var session = new Session<ICalculations>(
            new ChannelFactory<ICalculations>(GSoapBindings.Of(version), new EndpointAddress(network.Address)));
        for (var n = 1; n <= 15; n++)
        {
            Assert.Equal(n + 100, await Guarded(session.Proxy.Add(n, 100)));
            await Guarded(session.Proxy.Notify("notification " + n));
        }

        Assert.Equal(15, await Guarded(session.Proxy.Notified()));
        await session.CloseAsync();
        Assert.True(network is { Lost: > 3, Doubled: > 0 }, $"{network.Lost} messages were lost, {network.Doubled} doubled.");
    }

    private static Task<T> Guarded<T>(Task<T> task) => task.WaitAsync(Guard);

    private static Task Guarded(Task task) => task.WaitAsync(Guard);

    private Session<T> Open<T>(string version, bool ordered = true)
    {
        gsoap.SkipIfMissing();
        return new Session<T>(new ChannelFactory<T>(GSoapBindings.Of(version, ordered), services.AddressOf(version)));
    }

    /// <summary>gSOAP's service keeps no replies, so none may be lost, and no request that has one may come twice.</summary>
    private sealed class WhatCanBeRepaired : IFaultPlan
    {
        private readonly RandomFaults _faults = new(3) { Loss = 0.15, CutEvery = 20 };
        private int _notifications;

        public Fault Decide(in ProxiedMessage message)
        {
            var fault = _faults.Decide(message);
            if (message.Direction == NetworkDirection.ToClient)
            {
                return message.Body.IsEmpty ? fault : Fault.None;
            }

            return message.Body.Span.IndexOf("notification"u8) >= 0 && Interlocked.Increment(ref _notifications) % 4 == 0 ? Fault.Double : fault;
        }
    }

    private sealed class Session<T>(ChannelFactory<T> factory) : IAsyncDisposable
    {
        public T Proxy { get; } = factory.CreateChannel();

        private IClientChannel Channel => (IClientChannel)Proxy!;

        public Task OpenAsync() => Guarded(Channel.OpenAsync().AsTask());

        public async Task CloseAsync()
        {
            await Guarded(Channel.CloseAsync().AsTask());
            await Guarded(factory.CloseAsync().AsTask());
        }

        public ValueTask DisposeAsync()
        {
            Channel.Abort();
            factory.Abort();
            return ValueTask.CompletedTask;
        }
    }
}

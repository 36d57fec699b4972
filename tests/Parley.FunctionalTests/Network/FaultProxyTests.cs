using Parley.Channels;
using Parley.Channels.Tests;
using Parley.FaultProxy;
using Parley.FunctionalTests.Reliable;

namespace Parley.FunctionalTests.Network;

/// <summary>The bad networks do to messages what their plan says, and nothing else: the tests of reliable sessions stand on that.</summary>
public sealed class FaultProxyTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    [ServiceContract(Name = "Counter", Namespace = "urn:test")]
    private interface ICounter
    {
        [OperationContract]
        Task<int> AddAsync(int number);
    }

    public static TheoryData<string> Networks() => ["http", "net.tcp"];

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task What_the_plan_spares_passes_unchanged(string scheme)
    {
        await using var world = await World.StartAsync(scheme, new Plan());
        Assert.Equal(1, await world.Client.AddAsync(1));
        Assert.Equal(3, await world.Client.AddAsync(2));
        Assert.Equal(4, world.Network.Messages);
        Assert.Equal(0, world.Network.Lost + world.Network.Doubled + world.Network.Cut + world.Network.Held);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task A_doubled_request_is_executed_twice(string scheme)
    {
        await using var world = await World.StartAsync(scheme, new Plan { [NetworkDirection.ToService, 2] = Fault.Double });
        Assert.Equal(1, await world.Client.AddAsync(1));
        Assert.Contains(await world.Client.AddAsync(10), new[] { 11, 21 });
        await world.Counter.Reached(21).WaitAsync(_guard, TestContext.Current.CancellationToken);
        Assert.Equal(1, world.Network.Doubled);
    }

    [Fact]
    public async Task A_lost_request_over_HTTP_breaks_its_connection_and_is_not_executed()
    {
        await using var world = await World.StartAsync("http", new Plan { [NetworkDirection.ToService, 2] = Fault.Lose });
        Assert.Equal(1, await world.Client.AddAsync(1));
        await Assert.ThrowsAsync<CommunicationException>(() => world.Client.AddAsync(10));
        Assert.Equal(3, await world.Client.AddAsync(2));
        Assert.Equal(1, world.Network.Lost);
    }

    [Fact]
    public async Task A_lost_response_over_HTTP_leaves_the_call_executed()
    {
        await using var world = await World.StartAsync("http", new Plan { [NetworkDirection.ToClient, 2] = Fault.Lose });
        Assert.Equal(1, await world.Client.AddAsync(1));
        await Assert.ThrowsAsync<CommunicationException>(() => world.Client.AddAsync(10));
        Assert.Equal(13, await world.Client.AddAsync(2));
    }

    [Fact]
    public async Task A_lost_request_over_TCP_is_never_answered_and_the_connection_lives()
    {
        var clock = new ManualTimeProvider();
        await using var world = await World.StartAsync("net.tcp", new Plan { [NetworkDirection.ToService, 2] = Fault.Lose }, clock: clock);
        Assert.Equal(1, await world.Client.AddAsync(1));
        var lost = world.Client.AddAsync(10);
        await world.Plan.Seen(NetworkDirection.ToService, 2).WaitAsync(_guard, TestContext.Current.CancellationToken);
        clock.Advance(((IContextChannel)world.Client).OperationTimeout);
        await Assert.ThrowsAsync<TimeoutException>(() => lost);
        Assert.Equal(3, await world.Client.AddAsync(2));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task A_cut_message_is_not_executed_and_ends_its_connection(string scheme)
    {
        await using var world = await World.StartAsync(scheme, new Plan { [NetworkDirection.ToService, 2] = Fault.Cut });
        Assert.Equal(1, await world.Client.AddAsync(1));
        await Assert.ThrowsAnyAsync<CommunicationException>(() => world.Client.AddAsync(10));
        Assert.Equal(1, world.Counter.Sum);
        Assert.Equal(1, world.Network.Cut);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task A_held_request_arrives_after_the_next(string scheme)
    {
        await using var world = await World.StartAsync(scheme, new Plan { [NetworkDirection.ToService, 2] = Fault.Hold }, holdTime: _guard);
        Assert.Equal(1, await world.Client.AddAsync(1));
        var held = world.Client.AddAsync(10);
        await world.Plan.Seen(NetworkDirection.ToService, 2).WaitAsync(_guard, TestContext.Current.CancellationToken);
        using var guard = new CancellationTokenSource(_guard);
        while (world.Network.Held == 0)
        {
            // What the plan has said is done in a moment.
            guard.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        var next = world.Client.AddAsync(100);
        Assert.Equal(101, await next);
        Assert.Equal(111, await held);
        Assert.Equal(1, world.Network.Held);
    }

    [Fact]
    public void The_same_seed_makes_the_same_faults()
    {
        Assert.Equal(Faults(7), Faults(7));
        Assert.NotEqual(Faults(7), Faults(8));
        Assert.Equal(5, Faults(7).Distinct().Count());

        static Fault[] Faults(int seed)
        {
            var plan = new RandomFaults(seed) { Loss = 0.2, Doubling = 0.1, Reordering = 0.1, CutEvery = 50 };
            return [.. Enumerable.Range(1, 500).Select(number => plan.Decide(new ProxiedMessage(NetworkDirection.ToService, number, default)))];
        }
    }

    /// <summary>Faults of single messages, by their numbers.</summary>
    private sealed class Plan : IFaultPlan
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<(NetworkDirection, long), Fault> _faults = [];
        private readonly Dictionary<(NetworkDirection, long), TaskCompletionSource> _seen = [];

        public Fault this[NetworkDirection direction, long number]
        {
            set => _faults[(direction, number)] = value;
        }

        public Task Seen(NetworkDirection direction, long number) => Source(direction, number).Task;

        public Fault Decide(in ProxiedMessage message)
        {
            Source(message.Direction, message.Number).TrySetResult();
            return _faults.GetValueOrDefault((message.Direction, message.Number));
        }

        private TaskCompletionSource Source(NetworkDirection direction, long number)
        {
            lock (_gate)
            {
                return _seen.TryGetValue((direction, number), out var source)
                    ? source
                    : _seen[(direction, number)] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Single)]
    private sealed class Counter : ICounter
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<int, TaskCompletionSource> _waiting = [];

        public int Sum { get; private set; }

        public Task Reached(int sum)
        {
            lock (_gate)
            {
                return Sum == sum ? Task.CompletedTask : (_waiting[sum] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }

        public Task<int> AddAsync(int number)
        {
            lock (_gate)
            {
                Sum += number;
                if (_waiting.Remove(Sum, out var waiting))
                {
                    waiting.SetResult();
                }

                return Task.FromResult(Sum);
            }
        }
    }

    /// <summary>A service, a bad network before it, and a client.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly ServiceHost _host;
        private readonly ChannelFactory<ICounter> _factory;

        private World(ServiceHost host, ChannelFactory<ICounter> factory, BadNetwork network, Counter counter, Plan plan)
        {
            _host = host;
            _factory = factory;
            Network = network;
            Counter = counter;
            Plan = plan;
            Client = factory.CreateChannel(new EndpointAddress(host.Description.Endpoints[0].ListenUri!), network.Address);
        }

        public BadNetwork Network { get; }

        public Counter Counter { get; }

        public Plan Plan { get; }

        public ICounter Client { get; }

        public static async Task<World> StartAsync(string scheme, Plan plan, TimeSpan? holdTime = null, TimeProvider? clock = null)
        {
            Binding Binding() => scheme == "http" ? new WSHttpBinding(SecurityMode.None) : new NetTcpBinding(SecurityMode.None);
            var counter = new Counter();
            var host = new ServiceHost(counter);
            var endpoint = host.AddServiceEndpoint(typeof(ICounter), Binding(), $"{scheme}://127.0.0.1:0/counter");
            await host.OpenAsync();
            BadNetwork network;
            if (scheme == "http")
            {
                var proxy = new HttpFaultProxy(endpoint.ListenUri!, plan) { HoldTime = holdTime ?? TimeSpan.FromMilliseconds(30) };
                await proxy.StartAsync();
                network = proxy;
            }
            else
            {
                var proxy = new TcpFaultProxy(endpoint.ListenUri!, plan) { HoldTime = holdTime ?? TimeSpan.FromMilliseconds(30) };
                proxy.Start();
                network = proxy;
            }

            var factory = new ChannelFactory<ICounter>(Binding());
            factory.Endpoint.EndpointBehaviors.Add(new Parameter(clock ?? TimeProvider.System));
            return new World(host, factory, network, counter, plan);
        }

        public async ValueTask DisposeAsync()
        {
            ((IClientChannel)Client).Abort();
            _factory.Abort();
            await Network.DisposeAsync();
            _host.Abort();
        }
    }
}

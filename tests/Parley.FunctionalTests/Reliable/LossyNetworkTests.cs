using System.Runtime.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.FaultProxy;

namespace Parley.FunctionalTests.Reliable;

/// <summary>Reliable sessions over real sockets and a network that loses, doubles, re-orders and cuts: exactly once, and in order.</summary>
public sealed class LossyNetworkTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromMinutes(1);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface ISink
    {
        [OperationContract(IsOneWay = true)]
        Task PutAsync(int number);

        [OperationContract]
        Task<int> AddAsync(int number);

        [OperationContract]
        Task<Summary> FinishAsync();
    }

    public static TheoryData<string, int> Bindings() => new()
    {
        { "http 1.0", 80 },
        { "http 1.1", 80 },
        { "http binary 1.1", 80 },
        { "http dual", 80 },
        { "net.tcp", 80 },
        { "net.tcp 1.1", 200 },
    };

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_good_network_carries_calls_and_one_way_messages_of_a_session(string kind, int messages)
    {
        await using var world = await World.StartAsync(kind, new RandomFaults(1));
        await PutAllAsync(world.Client, messages);
        Assert.Equal(new Summary(messages, InOrder: true), await world.Client.FinishAsync());
        await ((IClientChannel)world.Client).CloseAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Messages_lost_doubled_out_of_order_and_cut_arrive_exactly_once_in_order(string kind, int messages)
    {
        await using var world = await World.StartAsync(kind, new RandomFaults(7) { Loss = 0.1, Doubling = 0.1, Reordering = 0.1, CutEvery = 100 });
        await PutAllAsync(world.Client, messages).WaitAsync(_guard, TestContext.Current.CancellationToken);
        Assert.Equal(new Summary(messages, InOrder: true), await world.Client.FinishAsync().WaitAsync(_guard, TestContext.Current.CancellationToken));
        await ((IClientChannel)world.Client).CloseAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(_guard, TestContext.Current.CancellationToken);
        Assert.True(world.Network.Lost > messages / 20, $"{world.Network.Lost} messages were lost.");
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Calls_of_many_at_once_run_once_each_over_a_network_that_loses_and_doubles(string kind, int messages)
    {
        await using var world = await World.StartAsync(kind, new RandomFaults(3) { Loss = 0.1, Doubling = 0.1 });
        var calls = messages / 8;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AddAsync(world.Client, calls))).WaitAsync(_guard, TestContext.Current.CancellationToken);
        Assert.Equal(calls * 8, await world.Client.AddAsync(0));
        await ((IClientChannel)world.Client).CloseAsync(TestContext.Current.CancellationToken);
    }

    private static async Task AddAsync(ISink client, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await client.AddAsync(1);
        }
    }

    private static async Task PutAllAsync(ISink client, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await client.PutAsync(i);
        }
    }

    /// <summary>What a session's instance has seen.</summary>
    [DataContract]
    public sealed record Summary([property: DataMember] int Count, [property: DataMember] bool InOrder);

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    private sealed class Sink : ISink
    {
        private int _count;
        private int _sum;
        private bool _inOrder = true;

        public Task PutAsync(int number)
        {
            _inOrder &= number == ++_count;
            return Task.CompletedTask;
        }

        public Task<int> AddAsync(int number) => Task.FromResult(_sum += number);

        public Task<Summary> FinishAsync() => Task.FromResult(new Summary(_count, _inOrder));
    }

    /// <summary>A service, a bad network before it, and a client with a session.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly ServiceHost _host;
        private readonly ChannelFactory<ISink> _factory;

        private World(ServiceHost host, ChannelFactory<ISink> factory, BadNetwork network)
        {
            _host = host;
            _factory = factory;
            Network = network;
            Client = factory.CreateChannel(new EndpointAddress(host.Description.Endpoints[0].ListenUri!), network.Address);
        }

        public BadNetwork Network { get; }

        public ISink Client { get; }

        public static async Task<World> StartAsync(string kind, IFaultPlan plan)
        {
            var host = new ServiceHost(typeof(Sink)) { LoggerFactory = NullLoggerFactory.Instance };
            var scheme = kind.Split(' ')[0];
            var endpoint = host.AddServiceEndpoint(typeof(ISink), CreateBinding(kind), $"{scheme}://127.0.0.1:0/sink");
            await host.OpenAsync();
            BadNetwork network;
            if (scheme == "http")
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

            return new World(host, new ChannelFactory<ISink>(CreateBinding(kind)), network);
        }

        public async ValueTask DisposeAsync()
        {
            ((IClientChannel)Client).Abort();
            _factory.Abort();
            await Network.DisposeAsync();
            _host.Abort();
        }

        private static Binding CreateBinding(string kind)
        {
            switch (kind)
            {
                case "http 1.0":
                    return new WSHttpBinding(SecurityMode.None, reliableSessionEnabled: true);
                case "http 1.1":
                    return new WS2007HttpBinding(SecurityMode.None, reliableSessionEnabled: true);
                case "http binary 1.1":
                    return new CustomBinding(
                        new ReliableSessionBindingElement { ReliableMessagingVersion = ReliableMessagingVersion.WSReliableMessaging11, MaxRetryCount = 16 },
                        new BinaryMessageEncodingBindingElement(),
                        new HttpTransportBindingElement());
                case "http dual":
                    return new WSDualHttpBinding(WSDualHttpSecurityMode.None);
                case "net.tcp":
                    return new NetTcpBinding(SecurityMode.None, reliableSessionEnabled: true);
                default:
                    return new CustomBinding(
                        new ReliableSessionBindingElement { ReliableMessagingVersion = ReliableMessagingVersion.WSReliableMessaging11, MaxTransferWindowSize = 64 },
                        new BinaryMessageEncodingBindingElement(),
                        new TcpTransportBindingElement());
            }
        }
    }
}

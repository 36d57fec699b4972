using Parley.Channels;
using Parley.FaultProxy;

namespace Parley.FunctionalTests.Reliable;

/// <summary>Networks that break for a while, and proxies that keep answers to themselves.</summary>
public sealed class BrokenNetworkTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromMinutes(1);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface ICounter
    {
        [OperationContract(IsOneWay = true)]
        Task PutAsync(int number);

        [OperationContract]
        Task<int> AddAsync(int number);
    }

    public static TheoryData<string> Bindings() => ["http", "net.tcp"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_session_survives_a_network_that_is_parted_for_a_while(string scheme)
    {
        var plan = new Switch();
        await using var world = await ReliableWorld<ICounter>.StartAsync(typeof(Counter), () => CreateBinding(scheme), plan);
        var client = world.CreateClient();
        Assert.Equal(1, await client.AddAsync(1));
        plan.Part(after: 3);
        var calls = Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.AddAsync(1)));
        await plan.Happened.WaitAsync(_guard, Token);
        Assert.False(calls.IsCompleted);
        plan.Heal();
        await calls.WaitAsync(_guard, Token);
        Assert.Equal(7, await client.AddAsync(0));
        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Scenario_12_a_proxy_that_swallows_replies_makes_no_operation_run_twice(string scheme)
    {
        await using var world = await ReliableWorld<ICounter>.StartAsync(typeof(Counter), () => CreateBinding(scheme), new SwallowReplies());
        var client = world.CreateClient();
        for (var number = 1; number <= 12; number++)
        {
            Assert.Equal((number * 101) - 100, await client.AddAsync(1).WaitAsync(_guard, Token));
            await client.PutAsync(100).WaitAsync(_guard, Token);
        }

        Assert.Equal(1212, await client.AddAsync(0).WaitAsync(_guard, Token));
        Assert.True(world.Network.Lost >= 2, $"{world.Network.Lost} replies were swallowed.");
        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
    }

    private static Binding CreateBinding(string scheme) => scheme == "http"
        ? new WS2007HttpBinding(SecurityMode.None, reliableSessionEnabled: true)
        : new NetTcpBinding(SecurityMode.None, reliableSessionEnabled: true);

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession, ConcurrencyMode = ConcurrencyMode.Single)]
    private sealed class Counter : ICounter
    {
        private int _sum;

        public Task PutAsync(int number)
        {
            _sum += number;
            return Task.CompletedTask;
        }

        public Task<int> AddAsync(int number) => Task.FromResult(_sum += number);
    }

    /// <summary>Nothing gets through from some moment on, and nobody is told, until it is healed.</summary>
    private sealed class Switch : IFaultPlan
    {
        private readonly TaskCompletionSource _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left;
        private volatile bool _isParted;

        /// <summary>Done when so many messages were swallowed as was asked for.</summary>
        public Task Happened => _happened.Task;

        public void Part(int after)
        {
            _left = after;
            _isParted = true;
        }

        public void Heal() => _isParted = false;

        public Fault Decide(in ProxiedMessage message)
        {
            if (!_isParted)
            {
                return Fault.None;
            }

            if (Interlocked.Decrement(ref _left) == 0)
            {
                _happened.TrySetResult();
            }

            return Fault.Swallow;
        }
    }

    private sealed class SwallowReplies : IFaultPlan
    {
        public Fault Decide(in ProxiedMessage message) =>
            message is { Direction: NetworkDirection.ToClient, Number: > 2 } && message.Number % 4 == 0 ? Fault.Swallow : Fault.None;
    }
}

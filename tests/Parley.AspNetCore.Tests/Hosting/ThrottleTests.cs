using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley.AspNetCore.Tests.Hosting;

public class ThrottleTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface IGate
    {
        [OperationContract]
        Task<int> PassAsync(int n);
    }

    [Fact]
    public async Task Scenario_30_calls_beyond_the_limit_wait_and_get_through_when_there_is_room()
    {
        var gate = new Gate();
        await using var served = await Served<IGate>.OpenAsync(
            gate, Bindings.Ws, host => host.Description.Behaviors.Add(new ServiceThrottlingBehavior { MaxConcurrentCalls = 1 }));
        var client = served.Client();
        var first = client.PassAsync(1);
        await gate.Entered(1).Soon();
        var second = client.PassAsync(2);
        Assert.False(second.IsCompleted);
        Assert.Equal(1, gate.Inside);
        gate.Open(1);
        Assert.Equal(1, await first.Soon());
        await gate.Entered(2).Soon();
        gate.Open(2);
        Assert.Equal(2, await second.Soon());
    }

    [Fact]
    public async Task Scenario_30_a_caller_that_waits_too_long_gets_a_timeout_that_names_the_setting()
    {
        var gate = new Gate();
        await using var served = await Served<IGate>.OpenAsync(
            gate, Bindings.Tcp, host => host.Description.Behaviors.Add(new ServiceThrottlingBehavior { MaxConcurrentSessions = 1 }));
        var first = served.Client();
        var holding = first.PassAsync(1);
        await gate.Entered(1).Soon();

        var impatient = Bindings.Tcp();
        impatient.OpenTimeout = TimeSpan.FromMilliseconds(300);
        impatient.SendTimeout = TimeSpan.FromMilliseconds(300);
        await using var factory = new ChannelFactory<IGate>(impatient, served.Endpoint.Address!);
        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => factory.CreateChannel().PassAsync(2).Soon());
        Assert.Contains("Timeout", timeout.Message, StringComparison.Ordinal);
        gate.Open(1);
        Assert.Equal(1, await holding.Soon());
    }

    [Fact]
    public async Task Scenario_30_a_client_that_never_closes_loses_its_session_at_the_receive_timeout_and_others_get_in()
    {
        var clock = new ManualClock();
        var gate = new Gate();
        gate.Open(1);
        gate.Open(2);
        var binding = () =>
        {
            var tcp = Bindings.Tcp();
            tcp.ReceiveTimeout = TimeSpan.FromMinutes(3);

            // The clock is the listener's, too, and a client whose preamble is late is not what this is about.
            var custom = new CustomBinding(tcp);
            custom.Elements.Find<TcpTransportBindingElement>()!.ChannelInitializationTimeout = TimeSpan.FromHours(1);
            return custom;
        };
        await using var served = await Served<IGate>.OpenAsync(gate, binding, host =>
        {
            host.Clock = clock;
            host.Description.Behaviors.Add(new ServiceThrottlingBehavior { MaxConcurrentSessions = 1, MaxConcurrentCalls = 1 });
        });
        var greedy = served.Client();
        Assert.Equal(1, await greedy.PassAsync(1).Soon());

        // The session is idle when the service has done with the call, which is after its reply.
        var calls = ((ChannelDispatcher)served.Host.ChannelDispatchers[0]).ServiceThrottle!.Calls;
        var turn = new Turn();
        if (!calls.TryEnter(turn))
        {
            await turn.Come.Task.Soon();
        }

        calls.Leave();
        var next = served.Client().PassAsync(2);
        Assert.False(next.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(3) + TimeSpan.FromSeconds(4));
        Assert.Equal(2, await next.Soon());
        Assert.Contains(served.Log.Warnings, w => w.Contains("ReceiveTimeout", StringComparison.Ordinal));
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Multiple)]
    public sealed class Gate : IGate
    {
        private readonly TaskCompletionSource[] _entered = [.. Enumerable.Range(0, 4).Select(_ => New())];
        private readonly TaskCompletionSource[] _open = [.. Enumerable.Range(0, 4).Select(_ => New())];
        private int _inside;

        public int Inside => Volatile.Read(ref _inside);

        public Task Entered(int n) => _entered[n].Task;

        public void Open(int n) => _open[n].TrySetResult();

        public async Task<int> PassAsync(int n)
        {
            Interlocked.Increment(ref _inside);
            _entered[n].TrySetResult();
            await _open[n].Task;
            Interlocked.Decrement(ref _inside);
            return n;
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Turn : IThrottleWaiter
    {
        public TaskCompletionSource Come { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Entered() => Come.TrySetResult();
    }
}

namespace Parley.AspNetCore.Tests.Hosting;

public class LifetimeTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface IPatience
    {
        [OperationContract]
        Task WaitAsync(CancellationToken cancellationToken);

        [OperationContract(IsOneWay = true)]
        Task BreakAsync();

        [OperationContract]
        Task<int> PingAsync();
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("basic")]
    public async Task The_token_of_an_operation_fires_when_its_client_is_gone(string binding)
    {
        var patience = new Patience();
        await using var served = await Served<IPatience>.OpenAsync(patience, () => Bindings.Of(binding));
        var client = served.Client();
        using var source = new CancellationTokenSource();
        var waiting = client.WaitAsync(source.Token);
        await patience.Entered.Task.Soon();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Soon());
        ((IClientChannel)client).Abort();
        await patience.Cancelled.Task.Soon();
    }

    [Fact]
    public async Task The_token_of_an_operation_fires_when_its_client_is_gone_from_a_session_whose_calls_run_one_after_the_other()
    {
        var patience = new OrderedPatience();
        await using var served = await Served<IPatience>.OpenAsync(patience, Bindings.Tcp);
        var client = served.Client();
        var waiting = client.WaitAsync(default);
        await patience.Entered.Task.Soon();
        ((IClientChannel)client).Abort();
        await Assert.ThrowsAnyAsync<CommunicationException>(() => waiting.Soon());
        await patience.Cancelled.Task.Soon();
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("basic")]
    public async Task The_token_of_an_operation_fires_when_the_host_is_aborted(string binding)
    {
        var patience = new Patience();
        await using var served = await Served<IPatience>.OpenAsync(patience, () => Bindings.Of(binding));
        var waiting = served.Client().WaitAsync(default);
        await patience.Entered.Task.Soon();
        served.Host.Abort();
        await patience.Cancelled.Task.Soon();
        await Assert.ThrowsAnyAsync<CommunicationException>(() => waiting.Soon());
    }

    [Fact]
    public async Task A_one_way_operation_that_throws_ends_its_session_and_no_other()
    {
        await using var served = await Served<IPatience>.OpenAsync(typeof(PerSession), Bindings.Tcp, expectsErrors: true);
        var other = served.Client();
        Assert.Equal(1, await other.PingAsync().Soon());
        var client = served.Client();
        Assert.Equal(1, await client.PingAsync().Soon());
        await client.BreakAsync().Soon();
        await Assert.ThrowsAnyAsync<CommunicationException>(() => client.PingAsync().Soon());
        Assert.Equal(2, await other.PingAsync().Soon());
    }

    [Fact]
    public async Task Closing_a_host_waits_for_its_sessions_and_then_aborts_them()
    {
        var clock = new ManualClock();
        await using var served = await Served<IPatience>.OpenAsync(typeof(PerSession), Bindings.Tcp, host =>
        {
            host.Clock = clock;
            host.CloseTimeout = TimeSpan.FromSeconds(7);
        });
        var client = served.Client();
        Assert.Equal(1, await client.PingAsync().Soon());
        var closing = served.Host.CloseAsync().AsTask();
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(7)).Soon();
        Assert.Equal(2, await client.PingAsync().Soon());
        Assert.False(closing.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(7));
        await closing.Soon();
        Assert.Equal(CommunicationState.Closed, served.Host.State);
        Assert.Contains(served.Log.Warnings, w => w.Contains("CloseTimeout", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Closing_a_host_ends_at_once_when_its_sessions_have_ended()
    {
        await using var served = await Served<IPatience>.OpenAsync(typeof(PerSession), Bindings.Tcp);
        var client = served.Client();
        Assert.Equal(1, await client.PingAsync().Soon());
        await ((IClientChannel)client).CloseAsync();
        await served.Host.CloseAsync().AsTask().Soon();
        Assert.Empty(served.Log.Warnings);
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Multiple)]
    public sealed class Patience : PatienceBase;

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    public sealed class OrderedPatience : PatienceBase;

    public abstract class PatienceBase : IPatience
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task WaitAsync(CancellationToken cancellationToken)
        {
            await using var registration = cancellationToken.Register(() => Cancelled.TrySetResult());
            Entered.TrySetResult();
            await Cancelled.Task;
        }

        public Task BreakAsync() => Task.CompletedTask;

        public Task<int> PingAsync() => Task.FromResult(0);
    }

    public sealed class PerSession : IPatience
    {
        private int _pings;

        public Task WaitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task BreakAsync() => throw new InvalidOperationException("broken");

        public Task<int> PingAsync() => Task.FromResult(++_pings);
    }
}

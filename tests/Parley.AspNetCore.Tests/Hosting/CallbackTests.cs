using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.AspNetCore.Tests.Hosting;

public class CallbackTests
{
    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required, CallbackContract = typeof(IListener))]
    public interface IStation
    {
        [OperationContract]
        Task TuneAsync(int count);

        [OperationContract]
        Task<string> AskAsync();

        [OperationContract(IsOneWay = true)]
        Task LeaveMeAsync();

        [OperationContract]
        void AskSoon();
    }

    public interface IListener
    {
        [OperationContract(IsOneWay = true)]
        Task HeardAsync(int n);

        [OperationContract]
        Task<string> AnswerAsync();
    }

    [Fact]
    public async Task Scenario_29_callbacks_keep_their_order_on_a_session()
    {
        await using var served = await Served<IStation>.OpenAsync(typeof(Station), Bindings.Tcp);
        var listener = new Listener { Expected = 200 };
        await using var factory = new DuplexChannelFactory<IStation>(new InstanceContext(listener), Bindings.Tcp(), served.Endpoint.Address!);
        await factory.CreateChannel().TuneAsync(200).Soon();
        await listener.All.Task.Soon();
        Assert.Equal(Enumerable.Range(0, 200), listener.Heard);
    }

    [Fact]
    public async Task Scenario_29_a_reentrant_service_may_wait_for_its_client_within_a_call()
    {
        await using var served = await Served<IStation>.OpenAsync(typeof(ReentrantStation), Bindings.Tcp);
        await using var factory = new DuplexChannelFactory<IStation>(new InstanceContext(new Listener()), Bindings.Tcp(), served.Endpoint.Address!);
        var station = factory.CreateChannel();
        Assert.Equal("answer", await station.AskAsync().Soon());
        Assert.Equal("answer", await station.AskAsync().Soon());
    }

    [Fact]
    public async Task A_callback_that_throws_names_the_callbacks_setting_and_not_the_services()
    {
        await using var served = await Served<IStation>.OpenAsync(typeof(ReentrantStation), Bindings.Tcp);
        await using var factory = new DuplexChannelFactory<IStation>(new InstanceContext(new BrokenListener()), Bindings.Tcp(), served.Endpoint.Address!);
        var fault = await Assert.ThrowsAsync<FaultException>(() => factory.CreateChannel().AskAsync().Soon());
        Assert.Contains("[CallbackBehavior]", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("[ServiceBehavior]", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    private sealed class BrokenListener : IListener
    {
        public Task HeardAsync(int n) => Task.CompletedTask;

        public Task<string> AnswerAsync() => throw new InvalidOperationException("the secret of the client");
    }

    [Fact]
    public async Task Scenario_29_a_service_of_single_concurrency_that_would_wait_for_ever_is_told_so()
    {
        var station = new SingleStation();
        await using var served = await Served<IStation>.OpenAsync(station, Bindings.Tcp, expectsErrors: true);
        await using var factory = new DuplexChannelFactory<IStation>(new InstanceContext(new Listener()), Bindings.Tcp(), served.Endpoint.Address!);
        await Assert.ThrowsAnyAsync<FaultException>(() => factory.CreateChannel().AskAsync().Soon());
        var refusal = Assert.IsType<InvalidOperationException>(await station.Failure.Task.Soon());
        Assert.Contains("ConcurrencyMode", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scenario_29_a_callback_to_a_client_that_is_gone_fails_clearly_and_no_other_session_notices()
    {
        var station = new LeavingStation();
        await using var served = await Served<IStation>.OpenAsync(station, Bindings.Tcp);
        await using var factory = new DuplexChannelFactory<IStation>(new InstanceContext(new Listener()), Bindings.Tcp(), served.Endpoint.Address!);
        var staying = factory.CreateChannel();
        Assert.Equal("answer", await staying.AskAsync().Soon());

        var leaving = factory.CreateChannel();
        await leaving.LeaveMeAsync().Soon();
        await station.Arrived.Task.Soon();
        ((IClientChannel)leaving).Abort();
        await station.Gone.Task.Soon();
        var callback = station.Callback!;
        await Assert.ThrowsAnyAsync<Exception>(() => callback.AnswerAsync().Soon());
        var failure = await Record.ExceptionAsync(() => callback.HeardAsync(1).Soon());
        Assert.True(failure is CommunicationException or ObjectDisposedException, failure?.ToString());
        Assert.Equal("answer", await staying.AskAsync().Soon());
    }

    [Fact]
    public async Task Work_that_an_operation_of_single_concurrency_starts_on_another_thread_may_wait_for_the_client()
    {
        var station = new BusyStation();
        await using var served = await Served<IStation>.OpenAsync(station, Bindings.Tcp);
        await using var factory = new DuplexChannelFactory<IStation>(new InstanceContext(new Listener()), Bindings.Tcp(), served.Endpoint.Address!);
        factory.CreateChannel().AskSoon();
        Assert.Equal("answer", await station.Answer!.Soon());
    }

    [Fact]
    public async Task Work_that_an_operation_of_single_concurrency_leaves_behind_may_wait_for_the_client_before_the_reply_is_sent()
    {
        var station = new LeavingBehindStation();
        var inspector = new RuntimeBehavior(runtime => runtime.MessageInspectors.Add(station));
        await using var served = await Served<IStation>.OpenAsync(station, Bindings.Tcp, host => host.Description.Behaviors.Add(inspector));
        await using var factory = new DuplexChannelFactory<IStation>(new InstanceContext(new Listener()), Bindings.Tcp(), served.Endpoint.Address!);
        await factory.CreateChannel().AskAsync().Soon();
        Assert.Equal("answer", await station.Answer!.Soon());
    }

    public abstract class StationBase : IStation
    {
        protected static IListener Caller => OperationContext.Current!.GetCallbackChannel<IListener>();

        public async Task TuneAsync(int count)
        {
            var caller = Caller;
            for (var i = 0; i < count; i++)
            {
                await caller.HeardAsync(i);
            }
        }

        public virtual Task<string> AskAsync() => Caller.AnswerAsync();

        public virtual Task LeaveMeAsync() => Task.CompletedTask;

        public virtual void AskSoon()
        {
        }
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    public sealed class BusyStation : StationBase
    {
        public Task<string>? Answer { get; private set; }

        public override void AskSoon()
        {
            var caller = Caller;
            using var asked = new ManualResetEventSlim();
            Answer = Task.Run(() =>
            {
                var answer = caller.AnswerAsync();
                asked.Set();
                return answer;
            });
            asked.Wait(TimeSpan.FromSeconds(30));
        }
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    public sealed class LeavingBehindStation : StationBase, IDispatchMessageInspector
    {
        private readonly TaskCompletionSource _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string>? Answer { get; private set; }

        public override async Task<string> AskAsync()
        {
            Answer = AskLaterAsync(Caller);
            await Task.Yield();
            return "later";
        }

        public object? AfterReceiveRequest(ref Message request, IClientChannel channel, InstanceContext instanceContext) => null;

        public void BeforeSendReply(ref Message? reply, object? correlationState)
        {
            _returned.SetResult();
            Assert.True(_asked.Task.Wait(TimeSpan.FromSeconds(30)));
        }

        private async Task<string> AskLaterAsync(IListener caller)
        {
            await _returned.Task;
            var answer = caller.AnswerAsync();
            _asked.SetResult();
            return await answer;
        }
    }

    [ServiceBehavior]
    public sealed class Station : StationBase;

    [ServiceBehavior(ConcurrencyMode = ConcurrencyMode.Reentrant)]
    public sealed class ReentrantStation : StationBase;

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    public sealed class SingleStation : StationBase
    {
        public TaskCompletionSource<Exception> Failure { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<string> AskAsync()
        {
            try
            {
                return await base.AskAsync();
            }
            catch (Exception exception)
            {
                Failure.TrySetResult(exception);
                throw;
            }
        }
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Multiple)]
    public sealed class LeavingStation : StationBase
    {
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IListener? Callback { get; private set; }

        public override Task LeaveMeAsync()
        {
            Callback = Caller;
            OperationContext.Current!.Channel.Closed += (_, _) => Gone.TrySetResult();
            Arrived.TrySetResult();
            return Task.CompletedTask;
        }
    }

    private sealed class Listener : IListener
    {
        public int Expected { get; init; }

        public List<int> Heard { get; } = [];

        public TaskCompletionSource All { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task HeardAsync(int n)
        {
            Heard.Add(n);
            if (Heard.Count == Expected)
            {
                All.TrySetResult();
            }

            return Task.CompletedTask;
        }

        public Task<string> AnswerAsync() => Task.FromResult("answer");
    }
}

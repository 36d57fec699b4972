using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.AspNetCore.Tests.Hosting;

public class InstanceContextTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface IWork
    {
        [OperationContract]
        Task<int> WorkAsync(int n);

        [OperationContract(IsOneWay = true)]
        Task PostAsync(int n);
    }

    [Fact]
    public async Task A_context_that_its_provider_keeps_is_closed_when_the_provider_says_that_it_is_idle()
    {
        var log = new Journal();
        var provider = new SharedContext();
        await using var served = await Served<IWork>.OpenAsync(typeof(Worker), Bindings.Tcp, Use(log, r => r.InstanceContextProvider = provider));
        await CallOnceAsync(served, 1);
        var callback = await provider.Kept.Task.Soon();
        await CallOnceAsync(served, 2);
        Assert.Single(log.Made);
        Assert.Empty(log.Disposed);

        provider.IsIdleNow = true;
        callback(provider.Context!);
        await log.FirstDisposal.Task.Soon();
        Assert.Equal(CommunicationState.Closed, provider.Context!.State);

        // What is closed is not used again.
        await CallOnceAsync(served, 3);
        Assert.Equal(2, log.Made.Count);
    }

    [Fact]
    public async Task ManualFlowLimit_holds_messages_back_until_it_is_raised()
    {
        var log = new Journal();
        InstanceContext? context = null;
        await using var served = await Served<IWork>.OpenAsync(
            typeof(SingleWorker), Bindings.Tcp, Use(log, r => r.InstanceContextInitializers.Add(new Initializer(c =>
            {
                context = c;
                c.ManualFlowLimit = 1;
            }))));
        Assert.Equal(1, await served.Client().WorkAsync(1).Soon());
        Assert.Equal(0, context!.ManualFlowLimit);
        var second = served.Client().WorkAsync(2);
        context.IncrementManualFlowLimit(1);
        Assert.Equal(2, await second.Soon());
        Assert.Equal(0, context.ManualFlowLimit);
        Assert.Equal([1, 2], log.Done);
    }

    [Fact]
    public async Task EnsureOrderedDispatch_runs_the_messages_of_a_session_one_after_the_other()
    {
        var log = new Journal { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        await using var served = await Served<IWork>.OpenAsync(typeof(OrderedWorker), Bindings.Tcp, Use(log, _ => { }));
        var client = served.Client();
        for (var i = 0; i < 20; i++)
        {
            await client.PostAsync(i);
        }

        var last = client.WorkAsync(20);
        await log.FirstStart.Task.Soon();
        Assert.Empty(log.Done);
        log.Gate.SetResult();
        await last.Soon();
        Assert.Equal(Enumerable.Range(0, 21), log.Done);
        Assert.Equal(1, log.Most);
    }

    [Fact]
    public async Task EnsureOrderedDispatch_with_calls_at_once_is_refused_when_the_host_opens()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Served<IWork>.OpenAsync(typeof(UnorderedWorker), Bindings.Tcp));
        Assert.Contains("EnsureOrderedDispatch", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_AutomaticSessionShutdown_off_the_service_ends_its_half_of_the_session_itself()
    {
        var log = new Journal();
        await using var served = await Served<IWork>.OpenAsync(typeof(HoldingWorker), Bindings.Tcp, Use(log, r => r.InputSessionShutdownHandlers.Add(new Shutdown(log))));
        var client = served.Client();
        Assert.Equal(1, await client.WorkAsync(1).Soon());
        var close = ((IClientChannel)client).CloseAsync().AsTask();
        await log.InputEnded.Task.Soon();
        Assert.False(close.IsCompleted);
        Assert.Equal(CommunicationState.Opened, log.Channel!.State);
        Assert.Empty(log.Disposed);
        await log.Channel.CloseAsync().AsTask().Soon();
        await close.Soon();
        await log.FirstDisposal.Task.Soon();
    }

    [Fact]
    public async Task Calls_run_on_the_synchronization_context_of_the_thread_that_opens_the_host()
    {
        using var thread = new MessageLoop();
        var log = new Journal();
        var opened = new TaskCompletionSource<Served<IWork>>(TaskCreationOptions.RunContinuationsAsynchronously);
        thread.Post(async _ => opened.SetResult(await Served<IWork>.OpenAsync(typeof(Worker), Bindings.Tcp, Use(log, _ => { }))), null);
        await using var served = await opened.Task.Soon();
        Assert.Equal(7, await served.Client().WorkAsync(7).Soon());
        Assert.Equal([thread.Id, thread.Id], log.Threads);
        Assert.True(log.HadContext);
    }

    [Fact]
    public async Task UseSynchronizationContext_false_leaves_the_calls_where_they_came()
    {
        using var thread = new MessageLoop();
        var log = new Journal();
        var opened = new TaskCompletionSource<Served<IWork>>(TaskCreationOptions.RunContinuationsAsynchronously);
        thread.Post(async _ => opened.SetResult(await Served<IWork>.OpenAsync(typeof(FreeWorker), Bindings.Tcp, Use(log, _ => { }))), null);
        await using var served = await opened.Task.Soon();
        Assert.Equal(7, await served.Client().WorkAsync(7).Soon());
        Assert.DoesNotContain(thread.Id, log.Threads);
    }

    [Fact]
    public async Task A_session_that_ends_while_its_first_message_finds_its_object_keeps_nothing()
    {
        var log = new Journal();
        await using var served = await Served<IWork>.OpenAsync(
            typeof(Worker),
            Bindings.Tcp,
            Use(
                log,
                r => r.InstanceContextInitializers.Add(new Initializer(_ => log.Channel!.Abort())),
                initialize: channel => log.Channel = channel),
            expectsErrors: true);
        await Assert.ThrowsAnyAsync<CommunicationException>(() => served.Client().WorkAsync(1).Soon());
        await log.FirstDisposal.Task.Soon();
    }

    [Fact]
    public async Task A_session_that_is_aborted_as_soon_as_it_is_open_is_forgotten()
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var served = await Served<IWork>.OpenAsync(
            typeof(Worker),
            Bindings.Tcp,
            host =>
            {
                host.CloseTimeout = TimeSpan.FromMinutes(5);
                Use(new Journal(), _ => { }, initialize: channel => channel.Opened += (_, _) =>
                {
                    channel.Abort();
                    aborted.TrySetResult();
                })(host);
            },
            expectsErrors: true);
        var call = served.Client().WorkAsync(1);
        await aborted.Task.Soon();
        await served.Host.CloseAsync().AsTask().Soon();
        await Assert.ThrowsAnyAsync<Exception>(() => call.Soon());
    }

    [Fact]
    public async Task A_handler_of_the_channels_events_that_throws_does_not_keep_the_session_or_its_call()
    {
        var log = new Journal();
        await using var served = await Served<IWork>.OpenAsync(typeof(FailingWorker), Bindings.Tcp, Use(log, _ => { }), expectsErrors: true);
        await Assert.ThrowsAnyAsync<Exception>(() => served.Client().WorkAsync(1).Soon());
        await log.FirstDisposal.Task.Soon();
        await served.Host.CloseAsync().AsTask().Soon();
    }

    [Fact]
    public async Task A_single_object_is_not_disposed_while_a_call_of_an_aborted_session_still_runs()
    {
        var log = new Journal { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        await using var served = await Served<IWork>.OpenAsync(
            typeof(SingleWorker), Bindings.Tcp, Use(log, _ => { }, host => host.CloseTimeout = TimeSpan.FromMinutes(5)), expectsErrors: true);
        var client = served.Client();
        var call = client.WorkAsync(1);
        await log.FirstStart.Task.Soon();
        log.Channel!.Abort();
        await Assert.ThrowsAnyAsync<Exception>(() => call.Soon());
        var close = served.Host.CloseAsync().AsTask();
        Assert.Empty(log.Disposed);
        log.Gate.SetResult();
        await close.Soon();
        Assert.Equal(["done 1", "disposed"], log.Events);
    }

    private static async Task CallOnceAsync(Served<IWork> served, int n)
    {
        var client = served.Client();
        Assert.Equal(n, await client.WorkAsync(n).Soon());
        await ((IClientChannel)client).CloseAsync();
    }

    private static Action<ServiceHost> Use(Journal log, Action<DispatchRuntime> change, Action<ServiceHost>? configure = null, Action<IClientChannel>? initialize = null) => host =>
    {
        configure?.Invoke(host);
        host.Description.Behaviors.Add(new RuntimeBehavior(
            runtime =>
            {
                runtime.InstanceProvider = new Provider(runtime.Type!, log);
                change(runtime);
            },
            dispatcher =>
            {
                if (initialize is not null)
                {
                    dispatcher.ChannelInitializers.Add(new ChannelInitializer(initialize));
                }
            }));
    };

    public sealed class Journal
    {
        public List<object> Made { get; } = [];

        public List<object> Disposed { get; } = [];

        public List<int> Done { get; } = [];

        public List<int> Threads { get; } = [];

        public List<string> Events { get; } = [];

        public int Inside { get; set; }

        public int Most { get; set; }

        public bool HadContext { get; set; }

        public IContextChannel? Channel { get; set; }

        public TaskCompletionSource? Gate { get; init; }

        public TaskCompletionSource FirstStart { get; } = New();

        public TaskCompletionSource FirstDisposal { get; } = New();

        public TaskCompletionSource InputEnded { get; } = New();

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public class Worker : IWork, IDisposable
    {
        public Journal Log { get; set; } = null!;

        public virtual async Task<int> WorkAsync(int n)
        {
            Log.Channel = OperationContext.Current!.Channel;
            Log.Threads.Add(Environment.CurrentManagedThreadId);
            Log.Most = Math.Max(Log.Most, ++Log.Inside);
            Log.FirstStart.TrySetResult();
            await (Log.Gate?.Task ?? YieldAsync());
            Log.Threads.Add(Environment.CurrentManagedThreadId);
            Log.HadContext = OperationContext.Current is not null;
            Log.Inside--;
            Log.Done.Add(n);
            Log.Events.Add($"done {n}");
            return n;
        }

        public async Task PostAsync(int n) => await WorkAsync(n);

        public void Dispose()
        {
            Log.Disposed.Add(this);
            Log.Events.Add("disposed");
            Log.FirstDisposal.TrySetResult();
            GC.SuppressFinalize(this);
        }

        private static async Task YieldAsync() => await Task.Yield();
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    public sealed class SingleWorker : Worker;

    [ServiceBehavior(EnsureOrderedDispatch = true)]
    public sealed class OrderedWorker : Worker;

    [ServiceBehavior(EnsureOrderedDispatch = true, ConcurrencyMode = ConcurrencyMode.Multiple)]
    public sealed class UnorderedWorker : Worker;

    [ServiceBehavior(UseSynchronizationContext = false)]
    public sealed class FreeWorker : Worker;

    [ServiceBehavior(AutomaticSessionShutdown = false)]
    public sealed class HoldingWorker : Worker;

    public sealed class FailingWorker : Worker
    {
        public override Task<int> WorkAsync(int n)
        {
            OperationContext.Current!.Channel.Closed += (_, _) => throw new InvalidOperationException("a handler of the user's");
            throw new InvalidOperationException("an operation of the user's");
        }
    }

    private sealed class Provider(Type type, Journal log) : IInstanceProvider
    {
        public object GetInstance(InstanceContext instanceContext) => GetInstance(instanceContext, null);

        public object GetInstance(InstanceContext instanceContext, Message? message)
        {
            var worker = (Worker)Activator.CreateInstance(type)!;
            worker.Log = log;
            log.Made.Add(worker);
            return worker;
        }

        public void ReleaseInstance(InstanceContext instanceContext, object instance) => ((IDisposable)instance).Dispose();
    }

    private sealed class Initializer(Action<InstanceContext> action) : IInstanceContextInitializer
    {
        public void Initialize(InstanceContext instanceContext, Message? message) => action(instanceContext);
    }

    private sealed class ChannelInitializer(Action<IClientChannel> action) : IChannelInitializer
    {
        public void Initialize(IClientChannel channel) => action(channel);
    }

    private sealed class Shutdown(Journal log) : IInputSessionShutdown
    {
        public void ChannelFaulted(IDuplexContextChannel channel)
        {
        }

        public void DoneReceiving(IDuplexContextChannel channel) => log.InputEnded.TrySetResult();
    }

    private sealed class SharedContext : IInstanceContextProvider
    {
        public InstanceContext? Context { get; private set; }

        public bool IsIdleNow { get; set; }

        public TaskCompletionSource<InstanceContextIdleCallback> Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public InstanceContext? GetExistingInstanceContext(Message message, IContextChannel channel) => Context;

        public void InitializeInstanceContext(InstanceContext instanceContext, Message message, IContextChannel channel) => Context = instanceContext;

        public bool IsIdle(InstanceContext instanceContext) => IsIdleNow;

        public void NotifyIdle(InstanceContextIdleCallback callback, InstanceContext instanceContext) => Kept.TrySetResult(callback);
    }

    private sealed class MessageLoop : SynchronizationContext, IDisposable
    {
        private readonly System.Collections.Concurrent.BlockingCollection<(SendOrPostCallback Callback, object? State)> _posted = [];
        private readonly Thread _thread;

        public MessageLoop()
        {
            _thread = new Thread(Run);
            _thread.Start();
        }

        public int Id => _thread.ManagedThreadId;

        public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));

        public override SynchronizationContext CreateCopy() => this;

        public void Dispose()
        {
            _posted.CompleteAdding();
            _thread.Join();
        }

        private void Run()
        {
            SetSynchronizationContext(this);
            foreach (var (callback, state) in _posted.GetConsumingEnumerable())
            {
                callback(state);
            }
        }
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.FaultProxy;

namespace Parley.FunctionalTests.Reliable;

/// <content>The service, its clients, and the network between.</content>
public sealed partial class DualHttpTests
{
    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession, ConcurrencyMode = ConcurrencyMode.Reentrant)]
    private sealed class Chat : IChat, IDisposable
    {
        private static readonly ConcurrentDictionary<Chat, string> _living = [];
        private int _sum;

        public Chat() => _living[this] = OperationContext.Current!.Host!.BaseAddresses[0].AbsolutePath;

        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static Chat[] Living(string run) => [.. _living.Where(entry => entry.Value.Contains(run, StringComparison.Ordinal)).Select(entry => entry.Key)];

        public async Task<int> SubscribeAsync(int ticks)
        {
            var client = OperationContext.Current!.GetCallbackChannel<IChatCallback>();
            for (var i = 0; i < ticks; i++)
            {
                await client.OnTickAsync(i);
            }

            return ticks;
        }

        public Task<int> AskAsync(int number) => OperationContext.Current!.GetCallbackChannel<IChatCallback>().AnswerAsync(number);

        public Task PutAsync(int number)
        {
            _sum += number;
            return Task.CompletedTask;
        }

        public Task<int> SumAsync() => Task.FromResult(_sum);

        public Task GoAwayAsync()
        {
            OperationContext.Current!.Channel.Abort();
            return Task.CompletedTask;
        }

        public Task<string> AddressOfClientAsync() => Task.FromResult(OperationContext.Current!.Channel.RemoteAddress!.Uri.AbsoluteUri);

        public void Dispose()
        {
            _living.TryRemove(this, out _);
            Gone.TrySetResult();
        }
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    private sealed class Notes : INotes
    {
        public static ConcurrentDictionary<string, List<int>> Taken { get; } = [];

        public Task PutAsync(string who, int number)
        {
            Taken.GetOrAdd(who, static _ => []).Add(number);
            return Task.CompletedTask;
        }
    }

    private sealed class Callback : IChatCallback
    {
        private readonly Lock _lock = new();
        private readonly List<int> _ticks = [];
        private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];

        public int[] Ticks
        {
            get
            {
                lock (_lock)
                {
                    return [.. _ticks];
                }
            }
        }

        public Task HasTicksAsync(int count)
        {
            lock (_lock)
            {
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add((count, reached));
                Look();
                return reached.Task.WaitAsync(_guard, Cancelled);
            }
        }

        public Task OnTickAsync(int number)
        {
            lock (_lock)
            {
                _ticks.Add(number);
                Look();
            }

            return Task.CompletedTask;
        }

        public Task<int> AnswerAsync(int number) => Task.FromResult(2 * number);

        private void Look() => _waiting.FindAll(one => one.Count <= _ticks.Count).ForEach(static one => one.Reached.TrySetResult());
    }

    private sealed class EveryThirdAnswerSwallowed : IFaultPlan
    {
        private int _count;

        public Fault Decide(in ProxiedMessage message) =>
            message.Direction == NetworkDirection.ToClient && Interlocked.Increment(ref _count) % 3 == 0 ? Fault.Swallow : Fault.None;
    }

    /// <summary>A service, and clients of it.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly List<DuplexChannelFactory<IChat>> _factories = [];
        private readonly ServiceHost _host;
        private readonly Binding _clients;

        private World(ServiceHost host, Uri listenUri, Binding clients, string run)
        {
            _host = host;
            _clients = clients;
            ListenUri = listenUri;
            Run = run;
        }

        public Uri ListenUri { get; }

        public string Run { get; }

        public static async Task<World> StartAsync(Binding? binding = null, Binding? clients = null, TimeProvider? clock = null)
        {
            var run = Guid.NewGuid().ToString("N");
            var host = new ServiceHost(typeof(Chat), new Uri($"http://127.0.0.1:0/{run}")) { LoggerFactory = NullLoggerFactory.Instance, Clock = clock ?? TimeProvider.System };
            var endpoint = host.AddServiceEndpoint(typeof(IChat), binding ?? Dual(), "chat");
            await host.OpenAsync(Cancelled);
            return new World(host, endpoint.ListenUri!, clients ?? binding ?? Dual(), run);
        }

        public (IChat Client, Callback Callback) Connect(Uri? via = null)
        {
            var callback = new Callback();
            var factory = new DuplexChannelFactory<IChat>(callback, _clients, new EndpointAddress(ListenUri));
            _factories.Add(factory);
            return (factory.CreateChannel(new InstanceContext(callback), new EndpointAddress(ListenUri), via), callback);
        }

        public Task CloseHostAsync() => _host.CloseAsync(Cancelled).AsTask();

        public async ValueTask DisposeAsync()
        {
            foreach (var factory in _factories)
            {
                factory.Abort();
            }

            _host.Abort();
            await ValueTask.CompletedTask;
        }
    }
}

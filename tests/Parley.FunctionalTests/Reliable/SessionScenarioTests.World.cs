using System.Collections.Concurrent;
using Parley.Channels;
using Parley.FaultProxy;

namespace Parley.FunctionalTests.Reliable;

/// <content>The services, and what the network does.</content>
public sealed partial class SessionScenarioTests
{
    private sealed class EverySecond : IFaultPlan
    {
        public Fault Decide(in ProxiedMessage message) => message.Number % 2 == 0 ? Fault.Lose : Fault.None;
    }

    /// <summary>Loses what the client says from a moment on.</summary>
    private sealed class SilencedClient : IFaultPlan
    {
        private volatile bool _isSilent;

        public bool IsSilent
        {
            set => _isSilent = value;
        }

        public Fault Decide(in ProxiedMessage message) => _isSilent && message.Direction == NetworkDirection.ToService ? Fault.Lose : Fault.None;
    }

    private sealed class NothingLost : IFaultPlan
    {
        public Fault Decide(in ProxiedMessage message) => Fault.None;
    }

    private sealed class Plain : IPlain
    {
        public Task SayAsync(string text) => Task.CompletedTask;
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    private sealed class Work : IWork, IDisposable
    {
        private static readonly ConcurrentDictionary<int, TaskCompletionSource> s_waiting = new();
        private static int s_made;
        private static int s_released;
        private int _sum;

        public Work() => Interlocked.Increment(ref s_made);

        public static (int Made, int Released) Counts => (s_made, s_released);

        public static void Reset()
        {
            s_made = s_released = 0;
            s_waiting.Clear();
        }

        public static Task WhenReleased(int count)
        {
            var released = s_waiting.GetOrAdd(count, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
            Tell();
            return released.Task;
        }

        public Task<int> AddAsync(int number) => Task.FromResult(_sum += number);

        public Task FailAsync() => throw new FaultException("On purpose.");

        public Task BreakAsync() => throw new InvalidOperationException("On purpose.");

        public Task BreakOneWayAsync() => throw new InvalidOperationException("On purpose.");

        public void Dispose()
        {
            Interlocked.Increment(ref s_released);
            Tell();
        }

        private static void Tell()
        {
            if (s_waiting.TryGetValue(Volatile.Read(ref s_released), out var waiting))
            {
                waiting.TrySetResult();
            }
        }
    }
}

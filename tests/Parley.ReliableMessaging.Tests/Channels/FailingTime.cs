using System.Collections.Concurrent;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>A clock that fails when the test says so: an error that nobody has thought of, wherever the time is read next.</summary>
internal sealed class FailingTime(TimeProvider clock) : TimeProvider
{
    private int _failures;

    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <summary>What its timers were set to.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    /// <summary>Fails once, the next time that it is asked.</summary>
    public void FailNext() => Volatile.Write(ref _failures, 1);

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new SeenTimer(this, clock.CreateTimer(callback, state, dueTime, period));

    public override long GetTimestamp() => Interlocked.Exchange(ref _failures, 0) == 0
        ? clock.GetTimestamp()
        : throw new InvalidOperationException("The clock has stopped.");

    private sealed class SeenTimer(FailingTime time, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Waits.Enqueue(dueTime);
            return timer.Change(dueTime, period);
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}

namespace Parley.AspNetCore.Tests.Security;

/// <summary>The real clock, whose time of day a test moves. Timers run as ever.</summary>
internal sealed class MovedClock : TimeProvider
{
    private long _offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _offset));

    public void Move(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
}

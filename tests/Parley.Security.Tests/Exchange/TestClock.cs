namespace Parley.Security.Tests.Exchange;

/// <summary>A clock that stands still until it is set.</summary>
internal sealed class TestClock(DateTime now) : TimeProvider
{
    public DateTime Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => new(Now, TimeSpan.Zero);
}

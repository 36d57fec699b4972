using System.Xml;

namespace Parley.Tests.Client;

public sealed class CallTimeoutTests
{
    [Fact]
    public void Fires_when_its_deadline_has_passed()
    {
        var clock = CallTimeout.Start(TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None);
        clock.FireIfDue(Environment.TickCount64);
        Assert.False(clock.Token.IsCancellationRequested);

        clock.FireIfDue(long.MaxValue);

        Assert.True(clock.Token.IsCancellationRequested);
        Assert.True(clock.HasTimedOut);
        clock.Stop();
    }

    [Fact]
    public void Does_not_fire_once_it_is_stopped()
    {
        var clock = CallTimeout.Start(TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None);
        var token = clock.Token;
        clock.Stop();

        clock.FireIfDue(long.MaxValue);

        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public void Is_not_used_again_after_it_has_fired()
    {
        var clock = CallTimeout.Start(TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None);
        clock.FireIfDue(long.MaxValue);
        clock.Stop();

        var next = CallTimeout.Start(TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None);

        Assert.NotSame(clock, next);
        Assert.False(next.Token.IsCancellationRequested);
        next.Stop();
    }

    [Fact]
    public void Fires_when_the_caller_gives_up()
    {
        using var caller = new CancellationTokenSource();
        var clock = CallTimeout.Start(TimeSpan.FromMinutes(1), TimeProvider.System, caller.Token);

        caller.Cancel();

        Assert.True(clock.Token.IsCancellationRequested);
        Assert.False(clock.HasTimedOut);
        Assert.Equal(caller.Token, clock.CallerToken);
        clock.Stop();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public async Task Fires_by_itself(int milliseconds)
    {
        var started = TimeProvider.System.GetTimestamp();
        var clock = CallTimeout.Start(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, CancellationToken.None);
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = clock.Token.Register(fired.SetResult);

        await fired.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        // The system's timers may be early by a step of its clock.
        var elapsed = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        Assert.True(elapsed >= milliseconds * 0.5, $"It fired after {elapsed} ms.");
        clock.Stop();
    }

    [Fact]
    public void Message_ids_are_random_UUIDs_and_all_different()
    {
        var seen = new HashSet<UniqueId>();
        for (var i = 0; i < 1000; i++)
        {
            var id = MessageIds.Next();
            Assert.True(id.TryGetGuid(out var guid));
            Assert.Equal(4, guid.Version);
            Assert.Equal(0x8, guid.Variant & 0xC);
            Assert.True(seen.Add(id));
        }
    }
}

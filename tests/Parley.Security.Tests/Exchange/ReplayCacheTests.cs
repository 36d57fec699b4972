namespace Parley.Security.Tests.Exchange;

/// <summary>Messages that have come before are known again for as long as they could be taken.</summary>
public class ReplayCacheTests
{
    private static readonly DateTime _start = new(2026, 11, 21, 8, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_message_is_new_once_until_it_is_too_old()
    {
        var cache = new ReplayCache(10);
        Assert.Equal(ReplayVerdict.New, cache.Add([1], _start.AddMinutes(10), _start));
        Assert.Equal(ReplayVerdict.New, cache.Add([2], _start.AddMinutes(10), _start));
        Assert.Equal(ReplayVerdict.Replayed, cache.Add([1], _start.AddMinutes(10), _start));
        Assert.Equal(ReplayVerdict.Replayed, cache.Add([1], _start.AddMinutes(10), _start.AddMinutes(10).AddTicks(-1)));
        Assert.Equal(2, cache.Count);
        Assert.Equal(ReplayVerdict.New, cache.Add([1], _start.AddMinutes(20), _start.AddMinutes(10)));
    }

    [Fact]
    public void A_full_cache_refuses_and_forgets_nothing_early()
    {
        var cache = new ReplayCache(3);
        for (byte i = 0; i < 3; i++)
        {
            Assert.Equal(ReplayVerdict.New, cache.Add([i], _start.AddMinutes(i + 1), _start));
        }

        Assert.Equal(ReplayVerdict.Full, cache.Add([9], _start.AddMinutes(9), _start));
        Assert.Equal(ReplayVerdict.Replayed, cache.Add([2], _start.AddMinutes(9), _start));
        Assert.Equal(3, cache.Count);
        Assert.Equal(ReplayVerdict.New, cache.Add([9], _start.AddMinutes(9), _start.AddMinutes(1)));
        Assert.Equal(ReplayVerdict.Full, cache.Add([10], _start.AddMinutes(9), _start.AddMinutes(1)));
    }

    [Fact]
    public void Of_the_same_message_at_the_same_time_one_is_new()
    {
        var cache = new ReplayCache(1000);
        var taken = 0;
        Parallel.For(0, 400, i =>
        {
            if (cache.Add([(byte)(i % 100)], _start.AddMinutes(1), _start) == ReplayVerdict.New)
            {
                Interlocked.Increment(ref taken);
            }
        });
        Assert.Equal(100, taken);
        Assert.Equal(100, cache.Count);
    }
}

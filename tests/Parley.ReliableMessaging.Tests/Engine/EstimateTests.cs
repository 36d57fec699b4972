using static Parley.ReliableMessaging.Tests.Engine.EngineParts;

namespace Parley.ReliableMessaging.Tests.Engine;

public sealed class EstimateTests
{
    [Fact]
    public void What_is_lost_before_a_round_trip_is_known_is_missed_after_a_second()
    {
        var estimate = new RoundTripEstimate();
        Assert.Equal((Ms(500), Ms(125), Ms(1000)), (estimate.Mean, estimate.Deviation, estimate.Timeout));
    }

    [Fact]
    public void The_timeout_is_at_least_400_ms_above_the_mean()
    {
        var estimate = new RoundTripEstimate();
        estimate.Seed(Ms(10));
        Assert.Equal(Ms(410), estimate.Timeout);
    }

    [Fact]
    public void A_measurement_counts_for_an_eighth()
    {
        var estimate = new RoundTripEstimate();
        estimate.Seed(Ms(80));
        estimate.Add(Ms(160));
        Assert.Equal((Ms(90), Ms(45)), (estimate.Mean, estimate.Deviation));
    }

    [Fact]
    public void The_first_measurement_takes_the_place_of_the_guess()
    {
        var estimate = new RoundTripEstimate();
        estimate.Add(Ms(80));
        Assert.Equal((Ms(80), Ms(40), Ms(80)), (estimate.Mean, estimate.Deviation, estimate.Shortest));
    }

    [Fact]
    public void The_congestion_window_begins_at_1_doubles_and_falls_back_to_1()
    {
        var window = new CongestionWindow(8);
        Assert.Equal(1, window.Size);
        window.Grow(1);
        window.Grow(2);
        Assert.Equal(4, window.Size);
        window.Grow(20);
        Assert.Equal(8, window.Size);
        window.Collapse();
        Assert.Equal((1, 4), (window.Size, window.Threshold));
    }

    [Fact]
    public void Beyond_the_threshold_the_congestion_window_grows_by_one_each_round_trip()
    {
        var window = new CongestionWindow(8);
        window.Grow(3);
        window.Collapse();
        window.Grow(2);
        Assert.Equal(3, window.Size);
        window.Grow(2);
        Assert.Equal(3, window.Size);
        window.Grow(1);
        Assert.Equal(4, window.Size);
    }

    [Fact]
    public void Answers_that_become_quick_do_not_lengthen_the_wait()
    {
        var estimate = new RoundTripEstimate();
        estimate.Seed(TimeSpan.FromSeconds(1));
        estimate.Add(TimeSpan.FromSeconds(1));
        var before = estimate.Timeout;
        for (var answer = 0; answer < 20; answer++)
        {
            estimate.Add(TimeSpan.FromMilliseconds(5));
            Assert.InRange(estimate.Timeout, TimeSpan.Zero, before);
            before = estimate.Timeout;
        }
    }

    [Fact]
    public void A_window_that_has_collapsed_does_not_grow_more_slowly_for_collapsing_again()
    {
        var window = new CongestionWindow(64);
        window.Grow(31);
        window.Collapse();
        window.Collapse();
        Assert.Equal((1, 16), (window.Size, window.Threshold));
    }

    [Fact]
    public void A_peer_without_room_is_asked_soon_and_then_every_4_seconds()
    {
        var keepAlive = new KeepAlive(new(), polls: false, TimeSpan.Zero);
        keepAlive.NoteStall(TimeSpan.Zero, isStalled: true, TimeSpan.FromMilliseconds(50));
        var waits = new List<double>();
        for (var now = TimeSpan.Zero; waits.Count < 9; keepAlive.HandlePolled(now))
        {
            waits.Add((keepAlive.Due!.Value - now).TotalMilliseconds);
            now = keepAlive.Due.Value;
        }

        Assert.Equal([50, 100, 200, 400, 800, 1600, 3200, 4000, 4000], waits);
    }
}

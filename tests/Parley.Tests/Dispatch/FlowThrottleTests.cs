using Parley.Description;
using Parley.Dispatcher;

namespace Parley.Tests.Dispatch;

public class FlowThrottleTests
{
    private readonly List<string> _turns = [];

    [Fact]
    public void Beyond_the_limit_waiters_get_in_first_come_first_served()
    {
        var throttle = new FlowThrottle(2);
        Assert.True(throttle.TryEnter());
        Assert.True(throttle.TryEnter(Waiter("b")));
        Assert.False(throttle.TryEnter());
        Assert.False(throttle.TryEnter(Waiter("c")));
        Assert.False(throttle.TryEnter(Waiter("d")));
        throttle.Leave();
        throttle.Leave();
        Assert.Equal(["c", "d"], _turns);
        Assert.Equal((2, 0), (throttle.Count, throttle.Waiting));
    }

    [Fact]
    public void Nobody_overtakes_those_who_wait()
    {
        var throttle = new FlowThrottle(1);
        throttle.TryEnter();
        throttle.TryEnter(Waiter("first"));
        Assert.False(throttle.TryEnter());
        throttle.Leave();
        Assert.Equal(["first"], _turns);
        Assert.False(throttle.TryEnter());
    }

    [Fact]
    public void A_higher_limit_lets_waiters_in()
    {
        var throttle = new FlowThrottle(1);
        throttle.TryEnter();
        throttle.TryEnter(Waiter("a"));
        throttle.TryEnter(Waiter("b"));
        throttle.TryEnter(Waiter("c"));
        throttle.Capacity = 3;
        Assert.Equal(["a", "b"], _turns);
    }

    [Fact]
    public void Who_gives_up_takes_no_room()
    {
        var throttle = new FlowThrottle(1);
        throttle.TryEnter();
        var waiter = Waiter("a");
        throttle.TryEnter(waiter);
        Assert.True(throttle.GiveUp(waiter));
        throttle.Leave();
        Assert.Empty(_turns);
        Assert.Equal(0, throttle.Count);
    }

    [Fact]
    public void The_defaults_are_WCFs()
    {
        var behavior = new ServiceThrottlingBehavior();
        Assert.Equal(16 * Environment.ProcessorCount, behavior.MaxConcurrentCalls);
        Assert.Equal(100 * Environment.ProcessorCount, behavior.MaxConcurrentSessions);
        Assert.Equal(116 * Environment.ProcessorCount, behavior.MaxConcurrentInstances);
        Assert.Throws<ArgumentOutOfRangeException>(() => behavior.MaxConcurrentCalls = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => behavior.MaxConcurrentSessions = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => behavior.MaxConcurrentInstances = 0);
    }

    private ThrottleWaiter Waiter(string name) => new(name, _turns);

    private sealed class ThrottleWaiter(string name, List<string> turns) : IThrottleWaiter
    {
        public void Entered() => turns.Add(name);
    }
}

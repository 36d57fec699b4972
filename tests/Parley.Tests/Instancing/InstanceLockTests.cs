using Parley.Dispatcher;

namespace Parley.Tests.Instancing;

public class InstanceLockTests
{
    private readonly List<string> _turns = [];
    private readonly InstanceLock _lock = new();

    [Fact]
    public void A_free_object_is_taken_at_once()
    {
        Assert.True(_lock.Enter(Call("a")));
        Assert.True(_lock.IsTaken);
        _lock.Leave();
        Assert.False(_lock.IsTaken);
    }

    [Fact]
    public void Calls_get_their_turn_in_the_order_in_which_they_came()
    {
        _lock.Enter(Call("a"));
        Assert.False(_lock.Enter(Call("b")));
        Assert.False(_lock.Enter(Call("c")));
        _lock.Leave();
        Assert.Equal(["b"], _turns);
        _lock.Leave();
        Assert.Equal(["b", "c"], _turns);
        _lock.Leave();
        Assert.False(_lock.IsTaken);
    }

    [Fact]
    public void A_call_that_comes_back_from_a_call_of_its_own_goes_before_new_ones()
    {
        var a = Call("a");
        _lock.Enter(a);
        _lock.Leave();
        Assert.True(_lock.Enter(Call("b")));
        Assert.False(_lock.Enter(Call("c")));
        Assert.False(_lock.Return(a));
        _lock.Leave();
        Assert.Equal(["a"], _turns);
        _lock.Leave();
        Assert.Equal(["a", "c"], _turns);
    }

    [Fact]
    public void Calls_that_come_back_keep_their_order_among_themselves()
    {
        _lock.Enter(Call("holder"));
        _lock.Enter(Call("new"));
        _lock.Return(Call("first"));
        _lock.Return(Call("second"));
        _lock.Leave();
        _lock.Leave();
        _lock.Leave();
        Assert.Equal(["first", "second", "new"], _turns);
    }

    [Fact]
    public void Who_gives_up_is_passed_over()
    {
        _lock.Enter(Call("a"));
        var b = Call("b");
        _lock.Enter(b);
        _lock.Enter(Call("c"));
        Assert.True(_lock.GiveUp(b));
        Assert.False(_lock.GiveUp(b));
        _lock.Leave();
        Assert.Equal(["c"], _turns);
    }

    private Waiter Call(string name) => new(name, _turns);

    private sealed class Waiter(string name, List<string> turns) : IInstanceLockWaiter
    {
        public void LockEntered() => turns.Add(name);
    }
}

using Parley.Dispatcher;

namespace Parley.Tests.Dispatch;

/// <summary>The states of a served channel, event by event.</summary>
public class ServedStatesTests
{
    private readonly ServedStates _states = new();

    [Fact]
    public void The_channel_closes_when_the_input_ends_and_no_call_is_under_way()
    {
        Assert.True(_states.EndInput(failed: false, out var closes));
        Assert.True(closes);
        Assert.False(_states.EndInput(failed: false, out closes));
        Assert.False(closes);
    }

    [Fact]
    public void The_channel_closes_after_its_last_call_when_the_input_ended_during_it()
    {
        Assert.True(_states.TryBeginCall());
        Assert.True(_states.TryBeginCall());
        Assert.True(_states.EndInput(failed: false, out var closes));
        Assert.False(closes);
        Assert.False(_states.EndCall(0));
        Assert.True(_states.EndCall(0));
    }

    [Fact]
    public void A_channel_whose_input_has_failed_is_not_closed_by_the_end_of_its_input()
    {
        Assert.True(_states.EndInput(failed: true, out var closes));
        Assert.False(closes);
    }

    [Fact]
    public void No_call_begins_after_a_terminating_operation_has_begun()
    {
        Assert.True(_states.TryBeginCall());
        _states.BeginTermination();
        Assert.True(_states.IsTerminating);
        Assert.False(_states.TryBeginCall());
        Assert.False(_states.EndCall(0));
        Assert.True(_states.EndInput(failed: false, out var closes));
        Assert.True(closes);
    }

    [Fact]
    public void A_session_is_idle_from_the_end_of_its_last_call_on_and_never_during_one()
    {
        _states.Begin(5);
        Assert.Equal(5, _states.IdleSince);
        Assert.True(_states.TryBeginCall());
        Assert.Null(_states.IdleSince);
        Assert.False(_states.EndCall(7));
        Assert.Equal(7, _states.IdleSince);
        _states.BeginTermination();
        Assert.Null(_states.IdleSince);
    }

    [Fact]
    public void The_end_is_told_to_the_calls_that_are_under_way_alone()
    {
        Assert.True(_states.TryBeginCall());
        var token = _states.Aborted;
        Assert.True(_states.TryEnd(out var aborted));
        aborted!.Cancel();
        Assert.True(token.IsCancellationRequested);
        Assert.False(_states.TryEnd(out _));

        var idle = new ServedStates();
        Assert.False(idle.Aborted.IsCancellationRequested);
        Assert.True(idle.TryEnd(out aborted));
        Assert.Null(aborted);
        Assert.True(idle.Aborted.IsCancellationRequested);
    }
}

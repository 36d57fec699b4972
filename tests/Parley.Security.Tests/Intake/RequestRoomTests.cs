namespace Parley.Security.Tests.Intake;

public sealed class RequestRoomTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task There_is_no_room_while_as_many_as_allowed_are_checked_and_then_there_is()
    {
        var room = new RequestRoom(mostChecked: 2, mostWaiting: 1);
        Assert.True(room.TryEnter());
        await room.WaitAsync();
        Assert.True(room.TryEnter());
        Assert.False(room.TryEnter());
        var waiting = room.WaitAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        room.Leave();
        await waiting.WaitAsync(_guard, TestContext.Current.CancellationToken);
        Assert.True(room.TryEnter());
    }

    [Fact]
    public async Task There_is_no_room_while_as_many_as_allowed_wait_for_the_service_and_then_there_is()
    {
        var room = new RequestRoom(mostChecked: 2, mostWaiting: 1);
        room.Keep();
        Assert.False(room.TryEnter());
        var waiting = room.WaitAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        room.Release();
        await waiting.WaitAsync(_guard, TestContext.Current.CancellationToken);
        Assert.True(room.TryEnter());
    }

    [Fact]
    public async Task At_the_end_nobody_is_kept_waiting()
    {
        var room = new RequestRoom(mostChecked: 1, mostWaiting: 1);
        room.Enter();
        var waiting = room.WaitAsync().AsTask();
        var idle = room.WhenIdleAsync();
        room.Open();
        await waiting.WaitAsync(_guard, TestContext.Current.CancellationToken);
        Assert.False(idle.IsCompleted);
        room.Leave();
        await idle.WaitAsync(_guard, TestContext.Current.CancellationToken);
        Assert.True(room.WhenIdleAsync().IsCompletedSuccessfully);
    }
}

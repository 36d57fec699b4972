using Parley.Channels;
using static Parley.ReliableMessaging.Tests.Channels.Connections.Setup;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

/// <summary>A session that fails hands over what was delivered before: the failure does not overtake a message.</summary>
public class EndAfterDeliveryTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    public static TheoryData<bool> Versions => [false, true];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_reply_that_came_in_one_read_with_the_end_of_the_session_is_received_first(bool is11)
    {
        var (wires, peer) = Create(is11);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        var hearing = channel.HearAsync();

        wires.Last.DeliverTogether(() =>
        {
            peer.Send("the last words");
            peer.Abort();
        });

        Assert.Equal("the last words", await hearing.WaitAsync(s_guard));
        await FailsAsync(channel, "The session was aborted.");
    }

    [Fact]
    public async Task Messages_that_nobody_waits_for_are_received_before_the_failure()
    {
        var (wires, peer) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        await HearSomeAsync(wires, peer, channel);
        var hearing = channel.HearAsync();

        wires.Last.DeliverTogether(() =>
        {
            peer.Send("one");
            peer.Send("two");
            peer.Send("three");
            peer.Abort();
        });

        Assert.Equal("one", await hearing.WaitAsync(s_guard));
        Assert.NotNull(EngineOf(channel).Outcome);
        await Assert.ThrowsAnyAsync<CommunicationException>(() => channel.SayAsync("too late").AsTask());
        Assert.Equal(CommunicationState.Opened, channel.State);
        Assert.Equal("two", await channel.HearAsync().WaitAsync(s_guard));
        Assert.Equal("three", await channel.HearAsync().WaitAsync(s_guard));
        await FailsAsync(channel, "The session was aborted.");
    }

    [Fact]
    public async Task A_reply_is_received_before_the_loss_of_the_connection_that_ends_its_session()
    {
        var (wires, peer) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(wires.CreateBinding(isSecured: true));
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        await HearSomeAsync(wires, peer, channel);
        var hearing = channel.HearAsync();

        wires.Last.DeliverTogether(
            () =>
            {
                peer.Send("one");
                peer.Send("two");
            },
            new CommunicationException("The test cut the connection."));

        Assert.Equal("one", await hearing.WaitAsync(s_guard));
        Assert.Equal("two", await channel.HearAsync().WaitAsync(s_guard));
        await FailsAsync(channel, "The test cut the connection.");
    }

    [Fact]
    public async Task Whoever_waits_for_room_hears_of_the_failure_though_messages_are_not_taken()
    {
        var (wires, peer) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(wires.CreateBinding(element => element.MaxTransferWindowSize = 2));
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        await HearSomeAsync(wires, peer, channel);
        var hearing = channel.HearAsync();
        wires.ToService = _ => 0;
        await channel.SayAsync("one");
        await channel.SayAsync("two");
        var saying = channel.SayAsync("three").AsTask();

        wires.Last.DeliverTogether(() =>
        {
            peer.Send("one");
            peer.Send("two");
            peer.Abort();
        });

        var exception = await Assert.ThrowsAnyAsync<CommunicationException>(() => saying.WaitAsync(s_guard));
        Assert.Contains("The session was aborted.", exception.Message, StringComparison.Ordinal);
        Assert.Equal("one", await hearing.WaitAsync(s_guard));
        Assert.Equal("two", await channel.HearAsync().WaitAsync(s_guard));
    }

    [Fact]
    public async Task A_channel_that_nobody_reads_fails_all_the_same()
    {
        var (wires, peer) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        var faulted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.Faulted += (_, _) => faulted.TrySetResult();
        peer.Send("not asked for");
        peer.Abort();
        Assert.Equal(CommunicationState.Opened, channel.State);

        wires.Time.Advance(TimeSpan.FromSeconds(1));

        await faulted.Task.WaitAsync(s_guard);
    }

    /// <summary>After some messages more than one may be under way.</summary>
    private static async Task HearSomeAsync(Wires wires, SequencePeer peer, IDuplexSessionChannel channel)
    {
        for (var i = 0; i < 3; i++)
        {
            peer.Send($"{i}");
            Assert.Equal($"{i}", await channel.HearAsync().WaitAsync(s_guard));
            AdvanceUntil(wires, () => peer.Engine.Unacknowledged == 0);
        }
    }

    private static async Task FailsAsync(IDuplexSessionChannel channel, string reason)
    {
        var faulted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.Faulted += (_, _) => faulted.TrySetResult();
        Assert.Equal(CommunicationState.Opened, channel.State);
        var exception = await Assert.ThrowsAnyAsync<CommunicationException>(() => channel.HearAsync().WaitAsync(s_guard));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        await faulted.Task.WaitAsync(s_guard);
    }
}

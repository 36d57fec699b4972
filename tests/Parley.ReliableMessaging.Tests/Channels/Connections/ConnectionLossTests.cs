using Parley.Channels;
using Parley.ReliableMessaging.Tests.Monitoring;
using static Parley.ReliableMessaging.Tests.Channels.Connections.Setup;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

public class ConnectionLossTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    public static TheoryData<bool> Versions => [false, true];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Scenario_9_a_connection_dies_in_mid_sequence_and_a_new_one_carries_on(bool is11)
    {
        var (wires, peer) = Create(is11);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        await channel.SayAsync("one");
        wires.ToService = _ => 0;
        await channel.SayAsync("two");
        await channel.SayAsync("three");
        wires.ToService = _ => 1;

        wires.Last.End(new CommunicationException("cut"));
        AdvanceUntil(wires, () => peer.Delivered.Count == 3);
        peer.Send("back");
        var heard = await channel.HearAsync().WaitAsync(s_guard);
        await CloseAsync(wires, channel);

        Assert.Equal(["one", "two", "three"], peer.Delivered);
        Assert.Equal("back", heard);
        Assert.Equal(2, wires.Connections.Count);
        Assert.Single(wires.Sent, packet => packet.Kind == MessageKind.CreateSequence);
    }

    [Fact]
    public async Task A_client_that_only_listens_comes_back_by_itself_when_its_connection_is_cut()
    {
        var (wires, peer) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        peer.Send("one");
        Assert.Equal("one", await channel.HearAsync().WaitAsync(s_guard));

        wires.ToClient = _ => 0;
        peer.Send("two");
        wires.ToClient = _ => 1;
        wires.Last.End(new CommunicationException("cut"));

        Assert.Equal(2, wires.Connections.Count);
        Assert.Equal(MessageKind.Acknowledgement, wires.Sent[^1].Kind);
        var hearing = channel.HearAsync();
        AdvanceUntil(wires, () => peer.Engine.Held == 0);
        Assert.Equal("two", await hearing.WaitAsync(s_guard));
        channel.Abort();
    }

    [Fact]
    public async Task The_last_acknowledgement_goes_over_a_new_connection_when_the_old_one_is_cut_at_the_end()
    {
        var (wires, peer) = Create(is11: false);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        await channel.SayAsync("one");
        wires.ToService = packet => packet.Kind is MessageKind.Acknowledgement or MessageKind.TerminateSequence ? 0 : 1;
        var closing = channel.CloseAsync().AsTask();
        AdvanceUntil(wires, () => EngineOf(channel).IsSettled);
        Assert.Null(peer.Engine.Outcome);

        wires.ToService = _ => 1;
        wires.Last.End(new CommunicationException("cut"));

        AdvanceUntil(wires, () => peer.Engine.Outcome is not null);
        Assert.Equal(SessionEnd.Closed, peer.Engine.Outcome!.End);
        Assert.Equal(2, wires.Connections.Count);
        await closing.WaitAsync(s_guard);
    }

    [Fact]
    public async Task A_session_that_looks_for_a_connection_when_its_factory_is_closed_ends_and_nothing_escapes()
    {
        var (wires, _) = Create(is11: false);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        await channel.SayAsync("one");

        wires.IsFactoryClosed = true;
        wires.Last.End(new CommunicationException("cut"));
        AdvanceUntil(wires, () => EngineOf(channel).Outcome is not null);

        Assert.NotEqual(SessionEnd.Closed, EngineOf(channel).Outcome!.End);
        channel.Abort();
    }

    [Fact]
    public async Task A_session_that_a_message_beyond_a_quota_ends_tells_the_service_over_a_new_connection()
    {
        var (wires, peer) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        var hearing = channel.ReceiveAsync().AsTask();

        wires.Last.End(new CommunicationException("A message was too large.", new QuotaExceededException("MaxReceivedMessageSize")));

        await peer.Ended.WaitAsync(s_guard);
        Assert.Equal(SessionEnd.TerminatedByPeer, peer.Engine.Outcome!.End);
        var exception = await Assert.ThrowsAsync<CommunicationException>(() => hearing.WaitAsync(s_guard));
        Assert.Equal("A message was too large.", exception.Message);
    }

    [Fact]
    public async Task A_connection_that_the_service_closes_is_replaced()
    {
        var (wires, _) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);

        wires.Connections[0].End(null);

        Assert.Equal(2, wires.Connections.Count);
        Assert.Equal(CommunicationState.Closed, wires.Connections[0].State);
        Assert.Equal(CommunicationState.Opened, channel.State);
        channel.Abort();
    }

    [Fact]
    public async Task Attempts_to_connect_grow_rarer_while_the_service_is_away()
    {
        var (wires, peer) = Create(is11: false);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        wires.Down = new EndpointNotFoundException("away");
        wires.Last.End(new CommunicationException("cut"));
        await channel.SayAsync("one");
        wires.Attempts = 0;

        wires.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.InRange(wires.Attempts, 10, 30);

        wires.Down = null;
        AdvanceUntil(wires, () => peer.Delivered.Count == 1);
        await CloseAsync(wires, channel);
        Assert.Equal(["one"], peer.Delivered);
    }

    [Fact]
    public async Task A_service_that_is_not_there_yet_is_waited_for_a_moment()
    {
        var (wires, _) = Create(is11: false);
        wires.Down = new EndpointNotFoundException("away");
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        var opening = channel.OpenAsync().AsTask();
        wires.Time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.False(opening.IsCompleted);

        wires.Down = null;
        AdvanceUntil(wires, () => EngineOf(channel).State == SessionState.Open);
        await opening.WaitAsync(s_guard);

        Assert.Equal(CommunicationState.Opened, channel.State);
        channel.Abort();
    }

    [Fact]
    public async Task Abort_without_a_connection_does_not_wait_for_one()
    {
        var (wires, _) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        wires.Down = new EndpointNotFoundException("away");
        wires.Last.End(new CommunicationException("cut"));
        var attempts = wires.Attempts;

        channel.Abort();
        wires.Time.Advance(TimeSpan.FromMinutes(20));

        Assert.Equal(attempts, wires.Attempts);
    }

    [Fact]
    public async Task A_broken_protocol_below_is_not_hidden()
    {
        var (wires, peer) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        var hearing = channel.ReceiveAsync().AsTask();

        wires.Last.End(new ProtocolException("nonsense"));

        Assert.Equal("nonsense", (await Assert.ThrowsAsync<ProtocolException>(() => hearing.WaitAsync(s_guard))).Message);
        await peer.Ended.WaitAsync(s_guard);
        Assert.Equal(SessionEnd.TerminatedByPeer, peer.Engine.Outcome!.End);
        channel.Abort();
    }

    [Fact]
    public async Task A_secured_connection_is_not_replaced()
    {
        var (wires, _) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(wires.CreateBinding(isSecured: true));
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        var hearing = channel.ReceiveAsync().AsTask();

        wires.Last.End(new CommunicationException("cut"));

        Assert.Equal("cut", (await Assert.ThrowsAsync<CommunicationException>(() => hearing.WaitAsync(s_guard))).Message);
        wires.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(1, wires.Attempts);
        channel.Abort();
    }

    [Fact]
    public async Task A_secured_connection_is_tried_once()
    {
        var (wires, _) = Create(is11: true);
        wires.Down = new EndpointNotFoundException("nobody listens");
        var channel = wires.CreateChannel<IDuplexSessionChannel>(wires.CreateBinding(isSecured: true));

        await Assert.ThrowsAsync<EndpointNotFoundException>(() => channel.OpenAsync().AsTask().WaitAsync(s_guard));

        Assert.Equal(1, wires.Attempts);
    }

    [Fact]
    public async Task A_connection_that_takes_no_bytes_is_given_up_after_SendTimeout()
    {
        var (wires, peer) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        wires.Last.Blocked = new TaskCompletionSource();
        await channel.SayAsync("one");

        wires.Time.Advance(TimeSpan.FromMinutes(1));
        await wires.Connected(2).WaitAsync(s_guard);
        AdvanceUntil(wires, () => peer.Delivered.Count == 1);

        Assert.Equal(2, wires.Connections.Count);
        Assert.Equal(CommunicationState.Closed, wires.Connections[0].State);
        channel.Abort();
    }

    [Fact]
    public async Task A_connection_whose_flush_stalls_is_given_up_after_SendTimeout()
    {
        var (wires, peer) = Create(is11: true);
        var log = new Entries();
        var channel = wires.CreateChannel<IDuplexSessionChannel>(null, log);
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        for (var number = 1; number <= 8; number++)
        {
            // Each is acknowledged at once, and the window grows.
            await channel.SayAsync($"{number}");
        }

        AdvanceUntil(wires, () => EngineOf(channel).Unacknowledged == 0);

        // What follows at once waits for others, and never gets out.
        var first = wires.Last;
        first.FlushBlocked = new TaskCompletionSource();
        var sendTimeout = TimeSpan.FromMinutes(1);
        var patience = wires.Time.WhenSet(sendTimeout);
        wires.ToService = _ => wires.Connections.Count == 1 ? 0 : 1;
        for (var number = 9; number <= 14; number++)
        {
            await channel.SayAsync($"{number}");
        }

        await first.Flushes.Task.WaitAsync(s_guard);
        await patience.WaitAsync(s_guard);
        var replaced = wires.Connected(2);
        wires.Time.Advance(sendTimeout);
        await replaced.WaitAsync(s_guard);
        AdvanceUntil(wires, () => peer.Delivered.Count == 14);
        Assert.Equal(Enumerable.Range(1, 14).Select(number => $"{number}"), peer.Delivered);
        Assert.Equal(CommunicationState.Closed, first.State);
        Assert.Contains("SendTimeout", (await log.FirstAsync(2305)).Text, StringComparison.Ordinal);
        channel.Abort();
    }
}

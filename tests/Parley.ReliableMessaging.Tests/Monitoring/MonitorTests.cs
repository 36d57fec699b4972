using Parley.Channels;
using Parley.ReliableMessaging.Tests.Channels;
using Parley.ReliableMessaging.Tests.Channels.Connections;

namespace Parley.ReliableMessaging.Tests.Monitoring;

/// <summary>The view of the sessions that live.</summary>
public sealed class MonitorTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_and_a_service_see_the_same_session_from_both_sides()
    {
        await using var both = new BothSides(is11: true);
        var (client, service) = await both.OpenAsync(_guard);
        await client.SayAsync("one");
        await client.SayAsync("two");
        Assert.Equal("one", await service.HearAsync().WaitAsync(_guard, Token));
        Assert.Equal("two", await service.HearAsync().WaitAsync(_guard, Token));

        var here = Assert.Single(both.Factory.GetProperty<IReliableSessionMonitor>()!.GetSessions());
        var there = Assert.Single(both.Listener.GetProperty<IReliableSessionMonitor>()!.GetSessions());
        Assert.Equal(client.Session.Id, here.OutputSequence);
        Assert.Equal(here.OutputSequence, there.InputSequence);
        Assert.Equal(here.InputSequence, there.OutputSequence);
        Assert.NotNull(here.InputSequence);
        Assert.Equal(ReliableSessionRole.Client, here.Role);
        Assert.Equal(ReliableSessionRole.Service, there.Role);
        Assert.Equal(new Uri("test://service/"), here.RemoteAddress);
        Assert.Null(here.LocalAddress);
        Assert.Equal(new Uri("test://service/"), there.LocalAddress);
        Assert.Same(ReliableMessagingVersion.WSReliableMessaging11, there.Version);
        Assert.Equal(ReliableSessionState.Open, here.State);
        Assert.Equal(ReliableSessionState.Open, there.State);
        Assert.Equal(2, here.MessagesSent);
        Assert.Equal(2, there.MessagesDelivered);
        Assert.Equal(8, here.WindowSize);
        Assert.InRange(here.Idle, TimeSpan.Zero, here.Age);
        Assert.Same(both.Factory.GetProperty<IReliableSessionMonitor>(), client.GetProperty<IReliableSessionMonitor>());
        Assert.Same(both.Listener.GetProperty<IReliableSessionMonitor>(), service.GetProperty<IReliableSessionMonitor>());
    }

    [Fact]
    public async Task The_numbers_and_the_window_of_a_client_are_those_of_its_messages()
    {
        var (wires, peer) = Setup.Create(is11: true, window: 4);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(wires.CreateBinding(element => element.MaxTransferWindowSize = 4));
        var monitor = channel.GetProperty<IReliableSessionMonitor>()!;
        Assert.Equal(0, monitor.Count);
        await channel.OpenAsync(Token).AsTask().WaitAsync(_guard, Token);
        wires.ToService = _ => 0;
        await channel.SayAsync("one");
        await channel.SayAsync("two");
        await channel.SayAsync("three");
        var waiting = Assert.Single(monitor.GetSessions());
        Assert.Equal(3, waiting.WindowUsed);
        Assert.Equal(4, waiting.WindowSize);
        Assert.Equal(0, waiting.MessagesAcknowledged);
        wires.Time.Advance(TimeSpan.FromSeconds(20));
        var later = Assert.Single(monitor.GetSessions());
        Assert.Equal(TimeSpan.FromSeconds(20), later.Idle);
        Assert.InRange(later.MessagesRetransmitted, 1, 30);

        wires.ToService = _ => 1;
        Setup.AdvanceUntil(wires, () => Setup.EngineOf(channel).Record.Numbers.Acknowledged == 3);
        var done = Assert.Single(monitor.GetSessions());
        Assert.Equal(0, done.WindowUsed);
        Assert.Equal(3, done.MessagesSent);
        Assert.Equal(3, peer.Delivered.Count);
        await Setup.CloseAsync(wires, channel);
        Assert.Empty(monitor.GetSessions());
    }

    [Fact]
    public async Task Duplicates_and_messages_that_wait_for_the_application_are_shown()
    {
        await using var world = new ServiceWorld<IInputSessionChannel>(true, typeof(IReplyChannel));
        await world.OpenSessionAsync(offers: false);
        await world.AskAsync(world.Client.Data(1, "x"));
        await world.AskAsync(world.Client.Data(1, "x"));
        await world.AskAsync(world.Client.Data(2, "y"));
        var session = Assert.Single(world.Listener.GetProperty<IReliableSessionMonitor>()!.GetSessions());
        Assert.Equal(world.Client.Input, session.InputSequence);
        Assert.Null(session.OutputSequence);
        Assert.Equal(2, session.MessagesReceived);
        Assert.Equal(1, session.DuplicatesDropped);
        Assert.Equal(0, session.MessagesDelivered);
        Assert.Equal(2, session.MessagesHeld);
    }

    [Fact]
    public async Task Sessions_that_fail_or_are_aborted_are_shown_no_more()
    {
        await using var world = new ServiceWorld<IInputSessionChannel>(true, typeof(IReplyChannel), element => element.MaxPendingChannels = 9);
        var monitor = world.Listener.GetProperty<IReliableSessionMonitor>()!;
        var first = await world.OpenSessionAsync(offers: false);
        await world.OpenSessionAsync(offers: false);
        Assert.Equal(2, monitor.Count);
        first.Abort();
        Assert.Equal(1, monitor.Count);
        await world.AskAsync(world.Client.Fault(new SequenceFault(SequenceFaultCode.SequenceTerminated, world.Client.Input, "gone")));
        Assert.Equal(0, monitor.Count);
        Assert.Empty(monitor.GetSessions());
    }

    [Fact]
    public async Task A_monitor_of_many_shows_the_sessions_of_all_and_forgets_those_without()
    {
        var all = new SessionMonitor();
        var host = new SessionMonitor(all);
        await using var one = new ServiceWorld<IInputSessionChannel>(true, typeof(IReplyChannel), parameters: [host]);
        await using var other = new ServiceWorld<IInputSessionChannel>(false, typeof(IReplyChannel), parameters: [all]);
        var first = await one.OpenSessionAsync(offers: false);
        var second = await other.OpenSessionAsync(offers: false);
        Assert.Equal([one.Client.Input, other.Client.Input], all.GetSessions().Select(session => session.InputSequence).OrderBy(id => id != one.Client.Input));
        Assert.Equal([one.Client.Input], host.GetSessions().Select(session => session.InputSequence));
        first.Abort();
        Assert.Equal(0, host.Count);
        Assert.Equal(1, all.Count);
        second.Abort();
        Assert.Equal(0, all.Count);
        await one.OpenSessionAsync(offers: false);
        Assert.Equal(1, all.Count);
    }
}

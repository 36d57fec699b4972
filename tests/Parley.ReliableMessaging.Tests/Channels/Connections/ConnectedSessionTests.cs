using Parley.Channels;
using static Parley.ReliableMessaging.Tests.Channels.Connections.Setup;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

public class ConnectedSessionTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    public static TheoryData<bool> Versions => [false, true];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_session_opens_sends_receives_and_closes(bool is11)
    {
        var (wires, peer) = Create(is11);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();

        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        await channel.SayAsync("one");
        await channel.SayAsync("two");
        peer.Send("three");
        var heard = await channel.HearAsync().WaitAsync(s_guard);
        await CloseAsync(wires, channel);
        await peer.Ended.WaitAsync(s_guard);

        Assert.Equal("three", heard);
        Assert.Equal(["one", "two"], peer.Delivered);
        Assert.Equal(CommunicationState.Closed, channel.State);
        Assert.Equal(CommunicationState.Closed, Assert.Single(wires.Connections).State);
        Assert.Equal(SessionEnd.Closed, peer.Engine.Outcome!.End);
        Assert.Equal(channel.Session.Id, peer.Engine.InputIdentifier);
        Assert.DoesNotContain(wires.Received, packet => packet.Kind == MessageKind.Fault);
    }

    [Fact]
    public async Task Timers_are_set_to_whole_milliseconds_so_that_they_fire_once()
    {
        var (wires, _) = Create(is11: true);
        var time = new FailingTime(wires.Time);
        var factory = wires.CreateBinding(element => element.InactivityTimeout = TimeSpan.FromMicroseconds(10_000_500)).BuildChannelFactory<IDuplexSessionChannel>(time);
        factory.Open();
        var channel = factory.CreateChannel(new EndpointAddress("wires://service/"));
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        wires.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.All(time.Waits, wait => Assert.True(wait == Timeout.InfiniteTimeSpan || wait.Ticks % TimeSpan.TicksPerMillisecond == 0, $"A timer was set to {wait}."));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_one_way_session_offers_nothing_and_closes(bool is11)
    {
        var (wires, peer) = Create(is11);
        var channel = wires.CreateChannel<IOutputSessionChannel>();

        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        await channel.SayAsync("one");
        await CloseAsync(wires, channel);

        Assert.Equal(["one"], peer.Delivered);
        Assert.Null(peer.Engine.OutputIdentifier);
        Assert.Equal(SessionEnd.Closed, peer.Engine.Outcome!.End);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Messages_that_are_lost_or_doubled_arrive_once_and_in_order(bool is11)
    {
        var (wires, peer) = Create(is11);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        var chance = new Random(7);
        wires.ToService = wires.ToClient = _ =>
        {
            lock (chance)
            {
                return chance.Next(3);
            }
        };

        string[] texts = [.. Enumerable.Range(0, 20).Select(i => $"{i}")];
        Task[] saying = [.. texts.Select(text => channel.SayAsync(text).AsTask())];
        AdvanceUntil(wires, () => peer.Delivered.Count == texts.Length);
        Task<string?>[] hearing = [.. Enumerable.Range(0, 9).Select(_ => channel.HearAsync())];
        foreach (var text in texts[..8])
        {
            peer.Send(text);
        }

        AdvanceUntil(wires, () => peer.Engine.Held == 0);
        await CloseAsync(wires, channel);
        await Task.WhenAll(saying).WaitAsync(s_guard);
        var heard = await Task.WhenAll(hearing).WaitAsync(s_guard);

        Assert.Equal(texts, peer.Delivered);
        Assert.Equal(texts[..8], heard[..8]);
        Assert.Null(heard[8]);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Scenario_5_the_window_of_one_lets_senders_wait_in_line(bool is11)
    {
        var (wires, peer) = Create(is11, window: 1);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(wires.CreateBinding(element => element.MaxTransferWindowSize = 1));
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        wires.ToClient = _ => 0;

        await channel.SayAsync("one");
        Task[] waiting = [.. new[] { "two", "three", "four" }.Select(text => channel.SayAsync(text).AsTask())];
        Assert.DoesNotContain(waiting, task => task.IsCompleted);
        wires.ToClient = _ => 1;
        AdvanceUntil(wires, () => peer.Delivered.Count == 4);
        await Task.WhenAll(waiting).WaitAsync(s_guard);
        await CloseAsync(wires, channel);

        Assert.Equal(["one", "two", "three", "four"], peer.Delivered);
    }

    [Fact]
    public async Task A_full_window_is_named_when_sending_takes_too_long()
    {
        var (wires, peer) = Create(is11: true, window: 1);
        var binding = wires.CreateBinding(element => element.MaxTransferWindowSize = 1);
        binding.SendTimeout = TimeSpan.FromSeconds(3);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(binding);
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        peer.Takes = false;
        await channel.SayAsync("one");
        AdvanceUntil(wires, () => peer.Engine.Held == 1);
        await channel.SayAsync("two");
        var waiting = channel.SayAsync("three").AsTask();
        Assert.False(waiting.IsCompleted);

        wires.Time.Advance(TimeSpan.FromSeconds(3));
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => waiting.WaitAsync(s_guard));

        Assert.Contains("MaxTransferWindowSize", exception.Message, StringComparison.Ordinal);
        Assert.Contains("SendTimeout", exception.Message, StringComparison.Ordinal);
        peer.TakeAll();
        AdvanceUntil(wires, () => peer.Delivered.Count == 2);
        await CloseAsync(wires, channel);
        Assert.Equal(["one", "two"], peer.Delivered);
    }

    [Fact]
    public async Task A_send_that_is_cancelled_while_it_waits_is_not_sent()
    {
        var (wires, peer) = Create(is11: true, window: 1);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(wires.CreateBinding(element => element.MaxTransferWindowSize = 1));
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        wires.ToClient = _ => 0;
        await channel.SayAsync("one");
        using var source = new CancellationTokenSource();
        var cancelled = channel.SayAsync("two", source.Token).AsTask();
        var next = channel.SayAsync("three").AsTask();

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(s_guard));
        wires.ToClient = _ => 1;
        AdvanceUntil(wires, () => peer.Delivered.Count == 2);
        await next.WaitAsync(s_guard);
        await CloseAsync(wires, channel);

        Assert.Equal(["one", "three"], peer.Delivered);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Scenario_4_a_half_closed_session_still_receives(bool is11)
    {
        var (wires, peer) = Create(is11);
        peer.ClosesInTurn = false;
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        await channel.SayAsync("one");

        var half = channel.Session.CloseOutputSessionAsync().AsTask();
        AdvanceUntil(wires, () => EngineOf(channel).Source == SourceState.Ended);
        await half.WaitAsync(s_guard);
        await Assert.ThrowsAsync<InvalidOperationException>(() => channel.SayAsync("two").AsTask());
        peer.Send("back");
        Assert.Equal("back", await channel.HearAsync().WaitAsync(s_guard));
        peer.CloseOutput();
        var end = channel.HearAsync();
        AdvanceUntil(wires, () => EngineOf(channel).Outcome is not null);
        Assert.Null(await end.WaitAsync(s_guard));
        await CloseAsync(wires, channel);

        Assert.Equal(["one"], peer.Delivered);
    }

    [Fact]
    public async Task Scenario_5_receiving_gives_the_service_room_again()
    {
        var (wires, peer) = Create(is11: true, window: 2);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(wires.CreateBinding(element => element.MaxTransferWindowSize = 2));
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        peer.Send("one");
        peer.Send("two");
        AdvanceUntil(wires, () => ((SequenceSession<SessionPayload>)peer.Engine).Unacknowledged == 0);
        peer.Send("three");
        Assert.DoesNotContain(wires.Received, packet => packet.Number == 3);

        Assert.Equal("one", await channel.HearAsync().WaitAsync(s_guard));

        Assert.Contains(wires.Received, packet => packet.Number == 3);
        Assert.Equal("two", await channel.HearAsync().WaitAsync(s_guard));
        Assert.Equal("three", await channel.HearAsync().WaitAsync(s_guard));
        channel.Abort();
    }

    [Fact]
    public async Task Every_attempt_of_a_message_has_the_same_headers_and_a_one_way_message_has_no_name()
    {
        var (wires, peer) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        var request = Texts.Create(wires.MessageVersion, "one");
        request.Headers.MessageId = new System.Xml.UniqueId("urn:uuid:00000000-0000-0000-0000-000000000001");
        wires.ToService = packet => wires.Sent.Count(other => other.Number == packet.Number) > 1 ? 1 : 0;

        await channel.SendAsync(request);
        await channel.SayAsync("two");
        AdvanceUntil(wires, () => peer.Delivered.Count == 2);

        Assert.All(wires.Sent.Where(packet => packet.Number == 1), packet =>
        {
            using var message = packet.Open();
            Assert.Equal("urn:uuid:00000000-0000-0000-0000-000000000001", message.Headers.MessageId!.ToString());
            Assert.Equal("wires://service/", message.Headers.To!.OriginalString);
        });
        Assert.All(wires.Sent.Where(packet => packet.Number == 2), packet =>
        {
            using var message = packet.Open();
            Assert.Null(message.Headers.MessageId);
            Assert.Null(message.Headers.ReplyTo);
        });
        channel.Abort();
    }
}

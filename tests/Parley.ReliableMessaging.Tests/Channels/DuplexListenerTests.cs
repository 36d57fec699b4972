using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>A service's sessions over connections, message by message.</summary>
public sealed class DuplexListenerTests
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(200);

    public static TheoryData<bool> Versions() => [true, false];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Messages_go_both_ways_and_either_side_closes(bool is11)
    {
        await using var world = NewWorld(is11);
        var (connection, channel) = await OpenAsync(world);
        Assert.Equal(world.Client.Input, channel.Session.Id);
        Assert.True(channel.RemoteAddress.IsAnonymous);

        connection.Send(world.Client.Data(1, "up"));
        Assert.Equal("up", await ReceiveAsync(channel));
        await channel.SendAsync(Text("down"), Token);
        using (var down = await connection.ReceiveAsync())
        {
            var headers = world.Client.Read(down);
            Assert.Equal((world.Client.Offer, 1L), (headers.Sequence!.Value.Identifier, headers.Sequence.Value.Number));
            Assert.Equal([new AckRange(1, 1)], headers.AcknowledgementOf(world.Client.Input)!.Ranges);
            Assert.Equal("down", down.GetBody<string>());
        }

        // The client closes its half; the service still sends, then closes its own.
        await CloseUpAsync(world, connection, 1, world.Client.Got(1));
        Assert.Null(await channel.ReceiveAsync(Token));
        await channel.SendAsync(Text("after"), Token);
        using (var after = await NextAsync(world, connection, MessageKind.Message))
        {
            Assert.Equal("after", after.GetBody<string>());
        }

        var closing = channel.CloseAsync(Token).AsTask();
        connection.Send(world.Client.Acknowledgement(world.Client.Got(2)));
        await CloseDownAsync(world, connection, 2);
        await ServiceWorld<IDuplexSessionChannel>.Guarded(closing);
        connection.End();
        Assert.True(await ServiceWorld<IDuplexSessionChannel>.Guarded(connection.Ended.Task));
        Assert.Equal(0, world.Table.Live);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Scenario_9_a_new_connection_carries_on_with_the_session_of_one_that_died(bool is11)
    {
        await using var world = NewWorld(is11);
        var (first, channel) = await OpenAsync(world);
        first.Send(world.Client.Data(1, "one"));
        Assert.Equal("one", await ReceiveAsync(channel));
        await channel.SendAsync(Text("lost"), Token);
        (await first.ReceiveAsync()).Close();
        first.Cut();
        Assert.False(await ServiceWorld<IDuplexSessionChannel>.Guarded(first.Ended.Task));

        // No connection: the service may send all the same.
        await channel.SendAsync(Text("waits"), Token);
        Assert.Equal(CommunicationState.Opened, channel.State);

        var second = world.Service.Connect();
        second.Send(world.Client.Data(2, "two"));
        Assert.Equal("two", await ReceiveAsync(channel));
        using (var again = await NextAsync(world, second, MessageKind.Message))
        {
            Assert.Equal("lost", again.GetBody<string>());
        }

        second.Send(world.Client.Acknowledgement(world.Client.Got(1)));
        using (var next = await NextAsync(world, second, MessageKind.Message))
        {
            Assert.Equal("waits", next.GetBody<string>());
        }

        second.Send(world.Client.Acknowledgement(world.Client.Got(2)));
        Assert.Equal(1, world.Table.Live);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_connection_takes_a_session_over_while_the_old_one_still_stands(bool is11)
    {
        await using var world = NewWorld(is11);
        var (first, channel) = await OpenAsync(world);
        var second = world.Service.Connect();
        second.Send(world.Client.Data(1, "one"));
        Assert.Equal("one", await ReceiveAsync(channel));
        await channel.SendAsync(Text("down"), Token);
        using (var message = await NextAsync(world, second, MessageKind.Message))
        {
            Assert.Equal("down", message.GetBody<string>());
        }

        // What the old one still brings counts, but leads nobody back there.
        first.Send(world.Client.Data(2, "late", world.Client.Got(1)));
        Assert.Equal("late", await ReceiveAsync(channel));
        await channel.SendAsync(Text("further down"), Token);
        using (var message = await NextAsync(world, second, MessageKind.Message))
        {
            Assert.Equal("further down", message.GetBody<string>());
        }

        Assert.False(first.Down.Reader.TryRead(out _));
        first.End();
        Assert.True(await ServiceWorld<IDuplexSessionChannel>.Guarded(first.Ended.Task));
        Assert.Equal(CommunicationState.Opened, channel.State);
    }

    [Fact]
    public async Task A_receiver_that_keeps_the_thread_that_brought_its_message_does_not_keep_others_from_theirs()
    {
        await using var world = NewWorld(is11: true);
        var (connection, channel) = await OpenAsync(world);
        using var othersHaveTheirs = new ManualResetEventSlim();
        var first = KeepThreadAsync();
        connection.Send(world.Client.Data(1, "one"));
        Assert.Equal("one", await ServiceWorld<IDuplexSessionChannel>.Guarded(first));

        async Task<string> KeepThreadAsync()
        {
            using var one = await channel.ReceiveAsync(Token).ConfigureAwait(false);
            _ = TakeOthersAsync();
            connection.Send(world.Client.Data(2, "two"));
            connection.Send(world.Client.Data(3, "three"));
            Assert.True(othersHaveTheirs.Wait(TimeSpan.FromSeconds(30), Token));
            return one!.GetBody<string>();
        }

        async Task TakeOthersAsync()
        {
            Assert.Equal("two", await ReceiveAsync(channel));
            Assert.Equal("three", await ReceiveAsync(channel));
            othersHaveTheirs.Set();
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_acknowledgement_goes_out_by_itself_after_the_interval(bool is11)
    {
        await using var world = NewWorld(is11);
        var (connection, channel) = await OpenAsync(world);
        connection.Send(world.Client.Data(1, "one"));
        Assert.Equal("one", await ReceiveAsync(channel));
        Assert.False(connection.Down.Reader.TryRead(out _));
        world.Clock.Advance(_interval);
        using var message = await connection.ReceiveAsync();
        var headers = world.Client.Read(message);
        Assert.Equal(MessageKind.Acknowledgement, headers.Kind);
        Assert.Equal([new AckRange(1, 1)], headers.AcknowledgementOf(world.Client.Input)!.Ranges);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_sender_waits_for_room_in_its_turn_and_may_give_up(bool is11)
    {
        await using var world = NewWorld(is11, element => element.MaxTransferWindowSize = 1);
        var (connection, channel) = await OpenAsync(world);
        await channel.SendAsync(Text("1"), Token);
        using var impatient = new CancellationTokenSource();
        var givenUp = channel.SendAsync(Text("2"), impatient.Token).AsTask();
        var waiting = channel.SendAsync(Text("3"), Token).AsTask();
        Assert.False(givenUp.IsCompleted || waiting.IsCompleted);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        (await NextAsync(world, connection, MessageKind.Message)).Close();
        connection.Send(world.Client.Acknowledgement(world.Client.Got(1)));
        await ServiceWorld<IDuplexSessionChannel>.Guarded(waiting);
        using var message = await NextAsync(world, connection, MessageKind.Message);
        Assert.Equal("3", message.GetBody<string>());

        var late = channel.SendAsync(Text("4"), Token).AsTask();
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        connection.Send(world.Client.AckRequested(world.Client.Got(1)));
        (await NextAsync(world, connection, MessageKind.Acknowledgement)).Close();
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => ServiceWorld<IDuplexSessionChannel>.Guarded(late));
        Assert.Contains("MaxTransferWindowSize", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Inactivity_ends_a_session_without_a_connection(bool is11)
    {
        await using var world = NewWorld(is11, element => element.InactivityTimeout = TimeSpan.FromMinutes(1));
        var (connection, channel) = await OpenAsync(world);
        var receiving = channel.ReceiveAsync(Token).AsTask();
        connection.Cut();
        await ServiceWorld<IDuplexSessionChannel>.Guarded(connection.Ended.Task);
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        var failure = await Assert.ThrowsAsync<CommunicationException>(() => ServiceWorld<IDuplexSessionChannel>.Guarded(receiving));
        Assert.Contains("InactivityTimeout", failure.Message, StringComparison.Ordinal);
        Assert.Equal("The test cut the connection.", failure.InnerException!.Message);
        Assert.Equal(CommunicationState.Faulted, await ServiceWorld<IDuplexSessionChannel>.FaultedAsync(channel));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, world.Table.Count);
    }

    [Fact]
    public async Task A_connection_that_carries_no_session_and_is_silent_is_ended()
    {
        await using var world = NewWorld(true, element => element.InactivityTimeout = TimeSpan.FromMinutes(1));
        await world.Listener.OpenAsync(Token);
        var connection = world.Service.Connect();
        connection.Send(new RawClient(world.Wsrm) { Input = "urn:x" }.Data(1, "nobody's"));
        Assert.Equal(SequenceFaultCode.UnknownSequence, world.Client.ReadFault(await connection.ReceiveAsync())!.Code);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False(await ServiceWorld<IDuplexSessionChannel>.Guarded(connection.Ended.Task));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Two_sessions_share_a_connection_and_a_fault_of_one_is_nothing_to_the_other(bool is11)
    {
        await using var world = NewWorld(is11);
        var (connection, channel) = await OpenAsync(world);
        var other = new RawClient(world.Wsrm);
        connection.Send(other.CreateSequence());
        other.Created(await connection.ReceiveAsync());
        var otherChannel = await world.AcceptAsync();
        connection.Send(other.Fault(new SequenceFault(SequenceFaultCode.SequenceTerminated, other.Input, "no more")));
        Assert.Equal(CommunicationState.Faulted, await ServiceWorld<IDuplexSessionChannel>.FaultedAsync(otherChannel));
        connection.Send(world.Client.Data(1, "still here"));
        Assert.Equal("still here", await ReceiveAsync(channel));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_aborted_channel_tells_the_client(bool is11)
    {
        await using var world = NewWorld(is11);
        var (connection, channel) = await OpenAsync(world);
        channel.Abort();
        Assert.Equal(SequenceFaultCode.SequenceTerminated, world.Client.ReadFault(await connection.ReceiveAsync())!.Code);
        Assert.Equal(0, world.Table.Live);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task One_way_sessions_go_over_connections(bool is11)
    {
        await using var world = new ServiceWorld<IInputSessionChannel>(is11, typeof(IDuplexSessionChannel));
        await world.Listener.OpenAsync(Token);
        var connection = world.Service.Connect();
        connection.Send(world.Client.CreateSequence(offers: false));
        Assert.Null(world.Client.Created(await connection.ReceiveAsync()).AcceptAcksTo);
        var channel = await world.AcceptAsync();
        connection.Send(world.Client.Data(2, "two"));
        connection.Send(world.Client.Data(1, "one"));
        Assert.Equal("one", (await channel.ReceiveAsync(Token))!.GetBody<string>());
        Assert.Equal("two", (await channel.ReceiveAsync(Token))!.GetBody<string>());
        connection.Send(is11 ? world.Client.End(MessageKind.CloseSequence, 2) : world.Client.LastMessage(3));
        Assert.Null(await channel.ReceiveAsync(Token));
        connection.Send(world.Client.End(MessageKind.TerminateSequence, is11 ? 2 : 0));
        await ServiceWorld<IInputSessionChannel>.Guarded(channel.CloseAsync(Token).AsTask());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_connection_that_is_cut_when_only_formalities_are_left_ends_the_session(bool is11)
    {
        await using var world = NewWorld(is11);
        var (connection, channel) = await OpenAsync(world);
        connection.Send(is11 ? world.Client.End(MessageKind.CloseSequence, 0) : world.Client.LastMessage(1));
        Assert.Null(await channel.ReceiveAsync(Token));
        var closing = channel.CloseAsync(Token).AsTask();
        if (!is11)
        {
            (await NextAsync(world, connection, MessageKind.LastMessage)).Close();
            connection.Send(world.Client.Acknowledgement(world.Client.Got(1)));
        }

        (await NextAsync(world, connection, is11 ? MessageKind.CloseSequence : MessageKind.TerminateSequence)).Close();
        await ServiceWorld<IDuplexSessionChannel>.Guarded(closing);
        Assert.Equal(1, world.Table.Live);

        connection.Cut();

        Assert.False(await ServiceWorld<IDuplexSessionChannel>.Guarded(connection.Ended.Task));
        Assert.Equal(0, world.Table.Live);

        // The client was not done: it is answered still.
        var second = world.Service.Connect();
        second.Send(world.Client.End(MessageKind.TerminateSequence, 0));
        if (is11)
        {
            (await NextAsync(world, second, MessageKind.TerminateSequenceResponse)).Close();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_ends_its_connection_in_peace_is_done_though_its_last_words_were_lost(bool isAcknowledged)
    {
        await using var world = NewWorld(is11: false);
        var (connection, channel) = await OpenAsync(world);
        connection.Send(world.Client.Data(1, "one"));
        Assert.Equal("one", await ReceiveAsync(channel));
        connection.Send(world.Client.LastMessage(2));
        Assert.Null(await channel.ReceiveAsync(Token));
        var closing = channel.CloseAsync(Token).AsTask();
        (await NextAsync(world, connection, MessageKind.LastMessage)).Close();
        if (isAcknowledged)
        {
            connection.Send(world.Client.Acknowledgement(world.Client.Got(1)));
            (await NextAsync(world, connection, MessageKind.TerminateSequence)).Close();
        }

        // TerminateSequence does not come, and the clock stands.
        connection.End();

        await ServiceWorld<IDuplexSessionChannel>.Guarded(closing);
        Assert.True(await ServiceWorld<IDuplexSessionChannel>.Guarded(connection.Ended.Task));
        Assert.Equal(0, world.Table.Live);
        Assert.Equal(CommunicationState.Closed, channel.State);
    }

    private static ServiceWorld<IDuplexSessionChannel> NewWorld(bool is11, Action<ReliableSessionBindingElement>? set = null) =>
        new(is11, typeof(IDuplexSessionChannel), set);

    private static Message Text(string text) => Message.CreateMessage(RawClient.Version, "urn:down", text);

    private static async Task<(InMemoryService.ClientConnection Connection, IDuplexSessionChannel Channel)> OpenAsync(ServiceWorld<IDuplexSessionChannel> world)
    {
        await world.Listener.OpenAsync(Token);
        var connection = world.Service.Connect();
        connection.Send(world.Client.CreateSequence());
        world.Client.Created(await connection.ReceiveAsync());
        return (connection, await world.AcceptAsync());
    }

    private static async Task<string> ReceiveAsync(IDuplexSessionChannel channel)
    {
        using var message = await ServiceWorld<IDuplexSessionChannel>.Guarded(channel.ReceiveAsync(Token).AsTask());
        return message!.GetBody<string>();
    }

    /// <summary>The next message of a kind; acknowledgements and questions between are passed over.</summary>
    private static async Task<Message> NextAsync(ServiceWorld<IDuplexSessionChannel> world, InMemoryService.ClientConnection connection, MessageKind kind)
    {
        while (true)
        {
            var message = await connection.ReceiveAsync();
            if (world.Client.Read(message).Kind == kind)
            {
                return message;
            }

            message.Close();
        }
    }

    private static async Task CloseUpAsync(
        ServiceWorld<IDuplexSessionChannel> world, InMemoryService.ClientConnection connection, long last, Acknowledgement acknowledgement)
    {
        if (world.Wsrm.Is11)
        {
            connection.Send(world.Client.End(MessageKind.CloseSequence, last, acknowledgement));
            (await NextAsync(world, connection, MessageKind.CloseSequenceResponse)).Close();
            connection.Send(world.Client.End(MessageKind.TerminateSequence, last, acknowledgement));
            (await NextAsync(world, connection, MessageKind.TerminateSequenceResponse)).Close();
        }
        else
        {
            connection.Send(world.Client.LastMessage(last + 1, acknowledgement));
            connection.Send(world.Client.End(MessageKind.TerminateSequence, 0, acknowledgement));
        }
    }

    /// <summary>The client's answers when the service closes its half.</summary>
    private static async Task CloseDownAsync(ServiceWorld<IDuplexSessionChannel> world, InMemoryService.ClientConnection connection, long last)
    {
        if (world.Wsrm.Is11)
        {
            foreach (var kind in new[] { MessageKind.CloseSequence, MessageKind.TerminateSequence })
            {
                using var request = await NextAsync(world, connection, kind);
                var answer = RmMessages.EndResponse(
                    RawClient.Version, world.Wsrm, kind == MessageKind.CloseSequence ? MessageKind.CloseSequenceResponse : MessageKind.TerminateSequenceResponse,
                    world.Client.Offer, request.Headers.MessageId!);
                RmHeaders.AddAcknowledgement(answer, world.Wsrm, world.Client.Got(last, isFinal: true));
                connection.Send(answer);
            }

            return;
        }

        using (var lastMessage = await NextAsync(world, connection, MessageKind.LastMessage))
        {
            Assert.Equal(last + 1, world.Client.Read(lastMessage).Sequence!.Value.Number);
        }

        connection.Send(world.Client.Acknowledgement(world.Client.Got(last + 1)));
        (await NextAsync(world, connection, MessageKind.TerminateSequence)).Close();
    }
}

using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>A service's sessions of requests and replies, message by message.</summary>
public sealed class ReplyListenerTests
{
    public static TheoryData<bool> Versions() => [true, false];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_session_is_made_used_and_closed(bool is11)
    {
        await using var world = NewWorld(is11);
        await world.Listener.OpenAsync(Token);
        var created = world.Client.Created(await world.AskAsync(world.Client.CreateSequence()));
        Assert.StartsWith("urn:uuid:", created.Identifier, StringComparison.Ordinal);
        Assert.Equal(new Uri("test://service/"), created.AcceptAcksTo!.Uri);
        Assert.Equal(is11 ? IncompleteSequenceBehavior.DiscardFollowingFirstGap : null, created.Behavior);
        var channel = await world.AcceptAsync();
        Assert.Equal(created.Identifier, channel.Session.Id);
        Assert.Equal(new Uri("test://service/"), channel.LocalAddress!.Uri);

        for (var number = 1; number <= 3; number++)
        {
            var asking = world.AskAsync(world.Client.Data(number, $"{number}", number == 1 ? null : world.Client.Got(number - 1)));
            await AnswerNextAsync(channel, $"{number}");
            using var reply = await asking;
            var headers = world.Client.Read(reply);
            Assert.Equal(world.Client.Offer, headers.Sequence!.Value.Identifier);
            Assert.Equal(number, headers.Sequence.Value.Number);
            Assert.Equal([new AckRange(1, number)], headers.AcknowledgementOf(created.Identifier)!.Ranges);
            Assert.Null(reply!.Headers.To);
            Assert.Equal($"re: {number}", reply.GetBody<string>());
        }

        await CloseAsync(world, 3, 3);
        Assert.Null(await channel.ReceiveRequestAsync(Token));
        await channel.CloseAsync(Token);
        Assert.Equal(0, world.Table.Live);
        await world.Listener.CloseAsync(Token);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_one_way_request_is_answered_with_its_acknowledgement(bool is11)
    {
        await using var world = NewWorld(is11);
        var channel = await world.OpenSessionAsync();
        var asking = world.AskAsync(world.Client.Data(1, "one way"));
        await using (var request = await channel.ReceiveRequestAsync(Token))
        {
            Assert.Equal("one way", request!.RequestMessage.GetBody<string>());
        }

        var response = await asking;
        Assert.Equal(world.Wsrm.Action(MessageKind.Acknowledgement).Value, response!.Headers.Action);
        Assert.Equal([new AckRange(1, 1)], world.Client.Read(response).AcknowledgementOf(world.Client.Input)!.Ranges);
        await CloseAsync(world, 1, 0);
        await channel.CloseAsync(Token);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Scenario_12_a_retransmitted_request_runs_once_whether_its_reply_is_pending_sent_or_acknowledged(bool is11)
    {
        await using var world = NewWorld(is11);
        var channel = await world.OpenSessionAsync();
        var first = world.AskAsync(world.Client.Data(1, "x"));
        var request = await channel.ReceiveRequestAsync(Token);

        // Pending: both exchanges get the reply.
        var second = world.AskAsync(world.Client.Data(1, "x"));
        Assert.False(second.IsCompleted);
        var poll = await world.AskAsync(world.Client.AckRequested());
        Assert.Equal([new AckRange(1, 1)], world.Client.Read(poll).AcknowledgementOf(world.Client.Input)!.Ranges);
        await request!.ReplyAsync(Message.CreateMessage(RawClient.Version, "urn:r", "the reply"), Token);
        await request.CloseAsync(Token);
        using (var one = await first)
        using (var two = await second)
        {
            Assert.Equal("the reply", one!.GetBody<string>());
            Assert.Equal(1, world.Client.Read(two).Sequence!.Value.Number);
            Assert.Equal("the reply", two!.GetBody<string>());
        }

        // Sent: the same reply again.
        using (var third = await world.AskAsync(world.Client.Data(1, "x")))
        {
            Assert.Equal(1, world.Client.Read(third).Sequence!.Value.Number);
            Assert.Equal("the reply", third!.GetBody<string>());
        }

        // Acknowledged: nothing but the acknowledgement.
        (await world.AskAsync(world.Client.AckRequested(world.Client.Got(1))))!.Close();
        using (var fourth = await world.AskAsync(world.Client.Data(1, "x")))
        {
            Assert.Equal(MessageKind.Acknowledgement, world.Client.Read(fourth).Kind);
        }

        var next = channel.ReceiveRequestAsync(Token);
        Assert.False(next.IsCompleted);
        await CloseAsync(world, 1, 1);
        Assert.Null(await next);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_client_that_is_gone_lets_its_exchange_go_and_asks_again(bool is11)
    {
        await using var world = NewWorld(is11);
        var channel = await world.OpenSessionAsync();
        using var gone = new CancellationTokenSource();
        var first = world.Service.RequestAsync(world.Client.Data(1, "x"), gone.Token);
        var request = await channel.ReceiveRequestAsync(Token);
        await world.AskAsync(world.Client.AckRequested());
        await gone.CancelAsync();
        Assert.Null(await ServiceWorld<IReplySessionChannel>.Guarded(first));
        Assert.Equal("x", request!.RequestMessage.GetBody<string>());

        var second = world.AskAsync(world.Client.Data(1, "x"));
        await request.ReplyAsync(Message.CreateMessage(RawClient.Version, "urn:r", "late"), Token);
        using var reply = await second;
        Assert.Equal("late", reply!.GetBody<string>());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Requests_are_handed_over_in_order(bool is11)
    {
        await using var world = NewWorld(is11);
        var channel = await world.OpenSessionAsync();
        var second = world.AskAsync(world.Client.Data(2, "second"));
        var first = world.AskAsync(world.Client.Data(1, "first"));
        await AnswerNextAsync(channel, "first");
        await AnswerNextAsync(channel, "second");
        Assert.Equal("re: first", (await first)!.GetBody<string>());
        Assert.Equal("re: second", (await second)!.GetBody<string>());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Requests_beyond_the_window_are_dropped_with_an_empty_answer_until_there_is_room(bool is11)
    {
        await using var world = NewWorld(is11, element => element.MaxTransferWindowSize = 2);
        var channel = await world.OpenSessionAsync();
        var asking = new[] { world.AskAsync(world.Client.Data(1, "1")), world.AskAsync(world.Client.Data(2, "2")) };
        Assert.Null(await world.AskAsync(world.Client.Data(3, "3")));
        await AnswerNextAsync(channel, "1");
        await AnswerNextAsync(channel, "2");
        await Task.WhenAll(asking);
        var third = world.AskAsync(world.Client.Data(3, "3", world.Client.Got(2)));
        await AnswerNextAsync(channel, "3");
        Assert.Equal("re: 3", (await third)!.GetBody<string>());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Scenario_7_inactivity_ends_the_session_and_nothing_of_it_stays(bool is11)
    {
        await using var world = NewWorld(is11, element => element.InactivityTimeout = TimeSpan.FromMinutes(1));
        var channel = await world.OpenSessionAsync();
        var pending = world.AskAsync(world.Client.Data(1, "x"));
        var request = await channel.ReceiveRequestAsync(Token);
        var next = channel.ReceiveRequestAsync(Token).AsTask();

        world.Clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(SequenceFaultCode.SequenceTerminated, world.Client.ReadFault(await pending)!.Code);
        var failure = await Assert.ThrowsAsync<CommunicationException>(() => ServiceWorld<IReplySessionChannel>.Guarded(next));
        Assert.Contains("InactivityTimeout", failure.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Faulted, await ServiceWorld<IReplySessionChannel>.FaultedAsync(channel));
        await Assert.ThrowsAsync<CommunicationException>(
            async () => await request!.ReplyAsync(Message.CreateMessage(RawClient.Version, "urn:r", "late"), Token));
        Assert.Equal(SequenceFaultCode.SequenceTerminated, world.Client.ReadFault(await world.AskAsync(world.Client.Data(2, "y")))!.Code);
        Assert.Equal((0, 1), (world.Table.Live, world.Table.Count));

        world.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(0, world.Table.Count);
        Assert.Equal(SequenceFaultCode.UnknownSequence, world.Client.ReadFault(await world.AskAsync(world.Client.Data(2, "y")))!.Code);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_aborted_channel_tells_the_client(bool is11)
    {
        await using var world = NewWorld(is11);
        var channel = await world.OpenSessionAsync();
        var pending = world.AskAsync(world.Client.Data(1, "x"));
        await channel.ReceiveRequestAsync(Token);
        channel.Abort();
        Assert.Equal(SequenceFaultCode.SequenceTerminated, world.Client.ReadFault(await pending)!.Code);
        Assert.Equal(0, world.Table.Live);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_client_that_ends_the_session_by_a_fault_fails_the_channel(bool is11)
    {
        await using var world = NewWorld(is11);
        var channel = await world.OpenSessionAsync();
        var next = channel.ReceiveRequestAsync(Token).AsTask();
        Assert.Null(await world.AskAsync(world.Client.Fault(
            new SequenceFault(SequenceFaultCode.SequenceTerminated, world.Client.Input, "no more of this"))));
        var failure = await Assert.ThrowsAsync<ProtocolException>(() => ServiceWorld<IReplySessionChannel>.Guarded(next));
        Assert.Contains("no more of this", failure.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Faulted, await ServiceWorld<IReplySessionChannel>.FaultedAsync(channel));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Close_waits_for_the_client_and_gives_up_at_its_limit(bool is11)
    {
        await using var world = NewWorld(is11);
        var channel = await world.OpenSessionAsync();
        var closing = channel.CloseAsync(Token).AsTask();
        Assert.False(closing.IsCompleted);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<TimeoutException>(() => ServiceWorld<IReplySessionChannel>.Guarded(closing));
        Assert.Equal(0, world.Table.Live);
    }

    private static ServiceWorld<IReplySessionChannel> NewWorld(bool is11, Action<ReliableSessionBindingElement>? set = null) =>
        new(is11, typeof(IReplyChannel), set);

    private static async Task AnswerNextAsync(IReplySessionChannel channel, string expected)
    {
        await using var request = await ServiceWorld<IReplySessionChannel>.Guarded(channel.ReceiveRequestAsync(Token).AsTask());
        Assert.Equal(expected, request!.RequestMessage.GetBody<string>());
        await request.ReplyAsync(Message.CreateMessage(RawClient.Version, "urn:r", "re: " + expected), Token);
    }

    /// <summary>The client's part of closing.</summary>
    private static async Task CloseAsync(ServiceWorld<IReplySessionChannel> world, long last, long replies)
    {
        var client = world.Client;
        if (world.Wsrm.Is11)
        {
            var final = client.Got(replies, isFinal: true);
            var closed = await world.AskAsync(client.End(MessageKind.CloseSequence, last, final));
            Assert.Equal(MessageKind.CloseSequenceResponse, client.Read(closed).Kind);
            Assert.True(client.Read(closed).AcknowledgementOf(client.Input)!.IsFinal);
            var terminated = await world.AskAsync(client.End(MessageKind.TerminateSequence, last, final));
            Assert.Equal(MessageKind.TerminateSequenceResponse, client.Read(terminated).Kind);
            return;
        }

        var answer = await world.AskAsync(client.LastMessage(last + 1, client.Got(replies)));
        Assert.Equal(MessageKind.LastMessage, client.Read(answer).Kind);
        Assert.True(client.Read(answer).Sequence!.Value.IsLast);
        var terminate = await world.AskAsync(client.End(MessageKind.TerminateSequence, 0, client.Got(replies + 1)));
        Assert.Equal(MessageKind.TerminateSequence, client.Read(terminate).Kind);
        Assert.Equal(client.Offer, SequenceEndBody.Read(terminate!, world.Wsrm, MessageKind.TerminateSequence).Identifier);
    }
}

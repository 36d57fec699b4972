using System.Security.Principal;
using System.Text;
using System.Xml;
using Parley.Channels;
using Parley.ReliableMessaging.Tests.Wire;
using Parley.Security;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>What a service's listener says to messages that make a session, or belong to none.</summary>
public sealed class ListenerTests
{
    public static TheoryData<bool> Versions() => [true, false];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_repeated_CreateSequence_has_the_same_answer_and_makes_no_second_session(bool is11)
    {
        await using var world = NewWorld(is11);
        await world.Listener.OpenAsync(Token);
        var first = world.Client.Created(await world.AskAsync(world.Client.CreateSequence())).Identifier;
        var second = world.Client.Created(await world.AskAsync(world.Client.CreateSequence())).Identifier;
        Assert.Equal(first, second);
        Assert.Equal(1, world.Table.Live);
        await world.AcceptAsync();
        Assert.Equal(first, world.Client.Created(await world.AskAsync(world.Client.CreateSequence())).Identifier);
        Assert.Equal(1, world.Table.Live);
    }

    [Fact]
    public async Task A_repeated_CreateSequence_without_an_offer_is_known_by_its_MessageID_until_messages_come()
    {
        await using var world = new ServiceWorld<IInputSessionChannel>(true, typeof(IReplyChannel));
        await world.Listener.OpenAsync(Token);
        var id = new UniqueId();
        Message Create()
        {
            var message = world.Client.CreateSequence(offers: false);
            message.Headers.MessageId = id;
            return message;
        }

        var first = world.Client.Created(await world.AskAsync(Create())).Identifier;
        Assert.Equal(first, world.Client.Created(await world.AskAsync(Create())).Identifier);
        await world.AskAsync(world.Client.Data(1, "x"));
        Assert.NotEqual(first, world.Client.Created(await world.AskAsync(Create())).Identifier);
        Assert.Equal(2, world.Table.Live);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Scenario_6_more_sessions_than_may_wait_are_refused_until_there_is_room(bool is11)
    {
        await using var world = NewWorld(is11, element => element.MaxPendingChannels = 1);
        await world.Listener.OpenAsync(Token);
        world.Client.Created(await world.AskAsync(world.Client.CreateSequence()));
        var other = new RawClient(world.Wsrm);
        var asked = world.AskAsync(other.CreateSequence());
        while (world.Table.Waiting == 0)
        {
            await Task.Yield();
        }

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        using (var refused = await asked)
        {
            var fault = world.Client.ReadFault(refused)!;
            Assert.Equal(SequenceFaultCode.ConnectionLimitReached, fault.Code);
            Assert.Contains("MaxPendingChannels", fault.Reason, StringComparison.Ordinal);
            Assert.IsType<ServerTooBusyException>(RmFaults.CreateException(fault));
        }

        await world.AcceptAsync();
        other.Created(await world.AskAsync(other.CreateSequence()));
        Assert.Equal(2, world.Table.Live);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Scenario_6_a_session_that_comes_a_moment_too_early_waits_for_room(bool is11)
    {
        await using var world = NewWorld(is11, element => element.MaxPendingChannels = 1);
        await world.Listener.OpenAsync(Token);
        world.Client.Created(await world.AskAsync(world.Client.CreateSequence()));
        var others = Enumerable.Range(0, 3).Select(_ => new RawClient(world.Wsrm)).ToList();
        var asked = others.ConvertAll(other => world.AskAsync(other.CreateSequence()));
        while (world.Table.Waiting != 3)
        {
            await Task.Yield();
        }

        Assert.DoesNotContain(asked, one => one.IsCompleted);
        for (var index = 0; index < 4; index++)
        {
            await world.AcceptAsync();
        }

        for (var index = 0; index < 3; index++)
        {
            others[index].Created(await ServiceWorld<IReplySessionChannel>.Guarded(asked[index]));
        }

        Assert.Equal(4, world.Table.Live);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Scenario_6_room_that_a_doubled_CreateSequence_does_not_need_is_there_for_the_next(bool is11)
    {
        await using var world = NewWorld(is11, element => element.MaxPendingChannels = 1);
        await world.Listener.OpenAsync(Token);
        world.Client.Created(await world.AskAsync(world.Client.CreateSequence()));
        var (doubled, last) = (new RawClient(world.Wsrm), new RawClient(world.Wsrm));
        List<Task<Message?>> asked = [];
        foreach (var client in new[] { doubled, doubled, last })
        {
            asked.Add(world.AskAsync(client.CreateSequence()));
            while (world.Table.Waiting != asked.Count)
            {
                await Task.Yield();
            }
        }

        // The clock stands: nobody is refused because the time was up.
        for (var index = 0; index < 3; index++)
        {
            await world.AcceptAsync();
        }

        Assert.Equal(doubled.Created(await asked[0]).Identifier, doubled.Created(await asked[1]).Identifier);
        last.Created(await asked[2]);
        Assert.Equal(3, world.Table.Live);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_session_that_fails_before_it_is_accepted_makes_room(bool is11)
    {
        await using var world = NewWorld(is11, element => element.MaxPendingChannels = 1);
        await world.Listener.OpenAsync(Token);
        world.Client.Created(await world.AskAsync(world.Client.CreateSequence()));
        await world.AskAsync(world.Client.Fault(new SequenceFault(SequenceFaultCode.SequenceTerminated, world.Client.Input, "gone")));
        var other = new RawClient(world.Wsrm);
        other.Created(await world.AskAsync(other.CreateSequence()));
        Assert.Equal(other.Input, (await world.AcceptAsync()).Session.Id);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_message_of_an_unknown_sequence_is_answered_with_UnknownSequence(bool is11)
    {
        await using var world = NewWorld(is11);
        await world.OpenSessionAsync();
        var stranger = new RawClient(world.Wsrm) { Input = "urn:uuid:00000000-0000-0000-0000-000000000001" };
        foreach (var message in new[]
        {
            stranger.Data(1, "x"), stranger.AckRequested(), stranger.Acknowledgement(stranger.Got(1)), stranger.End(MessageKind.TerminateSequence, 1),
        })
        {
            var id = message.Headers.MessageId;
            using var answer = await world.AskAsync(message);
            Assert.Equal(id, answer!.Headers.RelatesTo);
            Assert.Equal(SequenceFaultCode.UnknownSequence, stranger.ReadFault(answer)!.Code);
        }

        Assert.Equal(1, world.Table.Live);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_session_is_known_only_to_the_one_who_made_it(bool is11)
    {
        await using var world = NewWorld(is11);
        Task<Message?> AskAsAsync(string name, Message message)
        {
            var travelled = InMemoryRequests.Travel(message, world.Service.Encoder);
            travelled.Properties.Security = new SecurityMessageProperty(new ServiceSecurityContext(new GenericIdentity(name, "Test")));
            return ServiceWorld<IReplySessionChannel>.Guarded(world.Service.SendAsync(travelled));
        }

        await world.Listener.OpenAsync(Token);
        world.Client.Created(await AskAsAsync("alice", world.Client.CreateSequence()));
        await world.AcceptAsync();
        Assert.Equal(SequenceFaultCode.UnknownSequence, world.Client.ReadFault(await AskAsAsync("mallory", world.Client.AckRequested()))!.Code);
        Assert.Equal(SequenceFaultCode.UnknownSequence, world.Client.ReadFault(await world.AskAsync(world.Client.AckRequested()))!.Code);
        Assert.Null(await AskAsAsync(
            "mallory", world.Client.Fault(new SequenceFault(SequenceFaultCode.SequenceTerminated, world.Client.Input, "mine now"))));
        Assert.Equal(MessageKind.Acknowledgement, world.Client.Read(await AskAsAsync("alice", world.Client.AckRequested())).Kind);
    }

    [Theory]
    [InlineData(true, "WsrmRequired")]
    [InlineData(false, "ActionNotSupported")]
    public async Task A_message_in_no_sequence_is_refused(bool is11, string subCode)
    {
        await using var world = NewWorld(is11);
        await world.Listener.OpenAsync(Token);
        using var answer = await world.AskAsync(Message.CreateMessage(RawClient.Version, "urn:plain", "x"));
        Assert.Equal(subCode, MessageFault.CreateFault(answer!, 4096).Code.SubCode!.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_cannot_be_read_is_answered_with_a_fault_and_does_not_touch_other_sessions(bool is11)
    {
        await using var world = NewWorld(is11);
        var channel = await world.OpenSessionAsync();
        var bad = new[]
        {
            ("urn:a", $"<r:Sequence s:mustUnderstand='1'><r:Identifier>{world.Client.Input}</r:Identifier><r:MessageNumber>0</r:MessageNumber></r:Sequence>", ""),
            ("urn:a", "<r:Sequence s:mustUnderstand='1'><r:MessageNumber>1</r:MessageNumber></r:Sequence>", ""),
            (world.Wsrm.Namespace.Value + "/SequenceAcknowledgement",
                $"<r:SequenceAcknowledgement><r:Identifier>{world.Client.Offer}</r:Identifier>"
                + "<r:AcknowledgementRange Lower='5' Upper='1'/></r:SequenceAcknowledgement>", ""),
            (world.Wsrm.Namespace.Value + "/TerminateSequence", "", "<r:TerminateSequence/>"),
            (world.Wsrm.Namespace.Value + "/CreateSequence", "", "<r:CreateSequence/>"),
            (world.Wsrm.Namespace.Value + "/CreateSequence", "<x s:mustUnderstand='1' xmlns='urn:x'/>", "<r:CreateSequence/>"),
            (world.Wsrm.Namespace.Value + "/Nonsense", "", ""),
        };
        foreach (var (action, headers, body) in bad)
        {
            using var answer = await ServiceWorld<IReplySessionChannel>.Guarded(world.Service.SendAsync(
                RmText.Open(world.Wsrm, $"<a:Action>{action}</a:Action><a:MessageID>urn:uuid:{Guid.NewGuid()}</a:MessageID>" + headers, body)));
            Assert.True(answer!.IsFault, Encoding.UTF8.GetString(Recordings.ToBytes(answer)));
        }

        var asking = world.AskAsync(world.Client.Data(1, "x"));
        await using (var request = await channel.ReceiveRequestAsync(Token))
        {
            await request!.ReplyAsync(Message.CreateMessage(RawClient.Version, "urn:r", "fine"), Token);
        }

        Assert.Equal("fine", (await asking)!.GetBody<string>());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task B1502_of_1_0_a_client_that_offers_nothing_where_replies_are_sent_is_refused(bool is11)
    {
        await using var world = NewWorld(is11);
        await world.Listener.OpenAsync(Token);
        using var answer = await world.AskAsync(world.Client.CreateSequence(offers: false));
        Assert.Equal(SequenceFaultCode.CreateSequenceRefused, world.Client.ReadFault(answer)!.Code);
        Assert.Equal(0, world.Table.Count);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task One_way_messages_are_acknowledged_each_on_its_own_exchange_and_delivered_once_in_order(bool is11)
    {
        await using var world = new ServiceWorld<IInputSessionChannel>(is11, typeof(IReplyChannel));
        var channel = await world.OpenSessionAsync(offers: false);
        foreach (var (number, ranges) in new[] { (1L, "1-1"), (3L, "1-1,3-3"), (3L, "1-1,3-3"), (2L, "1-3") })
        {
            var answer = world.Client.Read(await world.AskAsync(world.Client.Data(number, $"{number}")));
            Assert.Equal(MessageKind.Acknowledgement, answer.Kind);
            Assert.Equal(ranges, string.Join(',', answer.AcknowledgementOf(world.Client.Input)!.Ranges.Select(range => $"{range.Lower}-{range.Upper}")));
        }

        for (var number = 1; number <= 3; number++)
        {
            using var message = await channel.ReceiveAsync(Token);
            Assert.Equal($"{number}", message!.GetBody<string>());
        }

        if (is11)
        {
            Assert.Equal(MessageKind.CloseSequenceResponse, world.Client.Read(await world.AskAsync(world.Client.End(MessageKind.CloseSequence, 3))).Kind);
            Assert.Equal(MessageKind.TerminateSequenceResponse, world.Client.Read(await world.AskAsync(world.Client.End(MessageKind.TerminateSequence, 3))).Kind);
        }
        else
        {
            Assert.Equal(MessageKind.Acknowledgement, world.Client.Read(await world.AskAsync(world.Client.LastMessage(4))).Kind);
            Assert.Null(await world.AskAsync(world.Client.End(MessageKind.TerminateSequence, 0)));
        }

        Assert.Null(await channel.ReceiveAsync(Token));
        await channel.CloseAsync(Token);
        Assert.Equal(0, world.Table.Live);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_closing_listener_refuses_new_sessions_gives_up_those_nobody_accepted_and_waits_for_the_others(bool is11)
    {
        await using var world = NewWorld(is11);
        var channel = await world.OpenSessionAsync();
        var other = new RawClient(world.Wsrm);
        other.Created(await world.AskAsync(other.CreateSequence()));
        var closing = world.Listener.CloseAsync(Token).AsTask();
        Assert.Equal(SequenceFaultCode.SequenceTerminated, other.ReadFault(await world.AskAsync(other.Data(1, "x")))!.Code);
        var late = new RawClient(world.Wsrm);
        Assert.Equal(SequenceFaultCode.CreateSequenceRefused, late.ReadFault(await world.AskAsync(late.CreateSequence()))!.Code);
        Assert.False(closing.IsCompleted);
        channel.Abort();
        await ServiceWorld<IReplySessionChannel>.Guarded(closing);
        Assert.Null(await world.Listener.AcceptChannelAsync(Token));
    }

    [Fact]
    public async Task Sessions_that_come_and_go_leave_a_bounded_memory()
    {
        await using var world = NewWorld(true);
        await world.Listener.OpenAsync(Token);
        for (var i = 0; i < 5000; i++)
        {
            var client = new RawClient(world.Wsrm);
            client.Created(await world.AskAsync(client.CreateSequence()));
            (await world.AcceptAsync()).Abort();
        }

        Assert.Equal((0, 4096), (world.Table.Live, world.Table.Count));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, world.Table.Count);
    }

    private static ServiceWorld<IReplySessionChannel> NewWorld(bool is11, Action<ReliableSessionBindingElement>? set = null) =>
        new(is11, typeof(IReplyChannel), set);
}

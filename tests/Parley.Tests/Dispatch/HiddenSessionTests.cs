using Parley.Channels;
using Parley.Tests.Client.Memory;
using Parley.Tests.Dispatch.Memory;

namespace Parley.Tests.Dispatch;

/// <summary>A binding that has only sessions, and a contract that wants none: SessionMode.NotAllowed. WCF documentation: Using Sessions.</summary>
public class HiddenSessionTests
{
    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.NotAllowed)]
    public interface ICount
    {
        [OperationContract(Action = "urn:count")]
        int Count();
    }

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.NotAllowed)]
    public interface INote
    {
        [OperationContract(Action = "urn:note", IsOneWay = true)]
        void Note();
    }

    [Fact]
    public async Task A_contract_without_sessions_sees_none_of_a_reply_channel_that_has_one()
    {
        var backlog = new SessionTransport.Backlog();
        await using var host = await MemoryService.OpenAsync(typeof(Counter), typeof(ICount), new SessionTransport(typeof(IReplySessionChannel), backlog));
        var session = backlog.Connect();
        Assert.Equal("1 ", await CountAsync(session));
        Assert.Equal("1 ", await CountAsync(session));
        session.End();
        await host.CloseAsync().Soon();
    }

    [Fact]
    public async Task A_contract_without_sessions_sees_none_of_an_input_channel_that_has_one()
    {
        var notes = new Notes();
        var backlog = new SessionTransport.Backlog();
        await using var host = await MemoryService.OpenAsync(notes, typeof(INote), new SessionTransport(typeof(IInputSessionChannel), backlog));
        var session = backlog.Connect();
        _ = session.SendAsync(Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:note"));
        Assert.Equal((null, null, null), await notes.Seen.Task.Soon());
        session.End();
        await host.CloseAsync().Soon();
    }

    [Fact]
    public async Task A_hidden_session_counts_in_the_throttle_of_sessions()
    {
        var backlog = new SessionTransport.Backlog();
        await using var host = await MemoryService.OpenAsync(
            typeof(Counter),
            typeof(ICount),
            new SessionTransport(typeof(IReplySessionChannel), backlog),
            host => host.Description.Behaviors.Add(new Parley.Description.ServiceThrottlingBehavior { MaxConcurrentSessions = 1 }));
        var first = backlog.Connect();
        Assert.Equal("1 ", await CountAsync(first));
        var second = backlog.Connect();
        Assert.Equal("1 ", await CountAsync(first));
        Assert.Equal(1, backlog.Sessions.Reader.Count);
        first.End();
        Assert.Equal("1 ", await CountAsync(second));
        second.End();
        await host.CloseAsync().Soon();
    }

    [Fact]
    public async Task A_hidden_session_that_brings_nothing_for_the_receive_timeout_is_ended()
    {
        var clock = new ManualTime();
        var backlog = new SessionTransport.Backlog();
        await using var host = await MemoryService.OpenAsync(
            typeof(Counter), typeof(ICount), new SessionTransport(typeof(IReplySessionChannel), backlog), host => host.Clock = clock);
        var session = backlog.Connect();
        await session.Receives(1).Soon();
        clock.Advance(TimeSpan.FromMinutes(11));
        await session.Aborted.Task.Soon();
        await host.CloseAsync().Soon();
    }

    [Fact]
    public async Task A_hidden_session_stays_open_while_calls_come_within_the_receive_timeout()
    {
        var clock = new ManualTime();
        var backlog = new SessionTransport.Backlog();
        await using var host = await MemoryService.OpenAsync(
            typeof(Counter), typeof(ICount), new SessionTransport(typeof(IReplySessionChannel), backlog), host => host.Clock = clock);
        var session = backlog.Connect();
        for (var receives = 1; receives <= 3; receives++)
        {
            await session.Receives(receives).Soon();
            clock.Advance(TimeSpan.FromMinutes(6));
            Assert.Equal("1 ", await CountAsync(session));
        }

        Assert.False(session.Aborted.Task.IsCompleted);
        session.End();
        await host.CloseAsync().Soon();
    }

    private static async Task<string> CountAsync(SessionTransport.ClientSession session)
    {
        var reply = await session.SendAsync(Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:count")).Soon();
        Assert.False(reply!.IsFault, reply.ToString());
        using var body = reply.GetReaderAtBodyContents();
        body.ReadStartElement("CountResponse", "urn:test");
        return body.ReadElementContentAsString("CountResult", "urn:test") + " " + Counter.SessionId;
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    private sealed class Counter : ICount
    {
        private int _count;

        internal static string? SessionId { get; private set; }

        public int Count()
        {
            SessionId = OperationContext.Current!.SessionId;
            return ++_count;
        }
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    private sealed class Notes : INote
    {
        internal TaskCompletionSource<(string? Id, IInputSession? In, IOutputSession? Out)> Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Note()
        {
            var channel = OperationContext.Current!.Channel;
            Seen.TrySetResult((channel.SessionId, channel.InputSession, channel.OutputSession));
        }
    }
}

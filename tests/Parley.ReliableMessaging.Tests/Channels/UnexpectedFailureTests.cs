using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Channels.Tests;
using Parley.ReliableMessaging.Tests.Channels.Connections;
using Parley.ReliableMessaging.Tests.Monitoring;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>An error of our own, or of whoever listens, ends one session and is logged: it ends neither the process nor leaves anybody waiting.</summary>
public sealed class UnexpectedFailureTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_timer_that_fails_ends_the_clients_session_and_the_service_is_told()
    {
        var world = await ConnectedWorld.OpenAsync();
        var hearing = world.Channel.HearAsync();
        world.Clock.FailNext();
        world.Wires.Time.Advance(TimeSpan.FromMinutes(5));
        await AssertBrokenAsync(hearing, world.Log);
        await world.Peer.Ended.WaitAsync(s_guard, Token);
        Assert.Equal(SessionEnd.TerminatedByPeer, world.Peer.Engine.Outcome!.End);
    }

    [Fact]
    public async Task A_message_that_was_written_slowly_and_then_fails_ends_the_clients_session()
    {
        var world = await ConnectedWorld.OpenAsync();
        var hearing = world.Channel.HearAsync();
        var blocked = world.Wires.Last.Blocked = new TaskCompletionSource();
        world.Wires.ToService = static packet => packet.Kind == MessageKind.Fault ? 1 : 0;
        await world.Channel.SayAsync("slow");
        world.Clock.FailNext();
        world.Wires.Last.Blocked = null;
        blocked.SetResult();
        await AssertBrokenAsync(hearing, world.Log);
        await world.Peer.Ended.WaitAsync(s_guard, Token);
    }

    [Fact]
    public async Task A_message_that_cannot_be_taken_ends_the_clients_session()
    {
        var world = await ConnectedWorld.OpenAsync();
        var hearing = world.Channel.HearAsync();
        world.Clock.FailNext();
        world.Peer.Send("hello");
        await AssertBrokenAsync(hearing, world.Log);
        await world.Peer.Ended.WaitAsync(s_guard, Token);
    }

    [Fact]
    public async Task A_response_that_cannot_be_taken_ends_the_clients_session()
    {
        var clock = new ManualTimeProvider();
        var failing = new FailingTime(clock);
        var log = new Entries();
        var service = new EchoService(Wsrm.Version11, clock);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var channel = await OpenAsync(failing, log, async request =>
        {
            if (request.Headers.Action == "urn:ask")
            {
                asked.TrySetResult();
                await answers.Task;
            }

            return service.Serve(request);
        });

        var asking = AskAsync(channel);
        await asked.Task.WaitAsync(s_guard, Token);
        failing.FailNext();
        answers.SetResult();
        await AssertBrokenAsync(asking, log);
        Assert.Equal(CommunicationState.Faulted, channel.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_timer_that_fails_ends_the_services_session_and_no_other(bool isOverConnections)
    {
        var clock = new ManualTimeProvider();
        var failing = new FailingTime(clock);
        var log = new Entries();
        if (isOverConnections)
        {
            await using var world = new ServiceWorld<IDuplexSessionChannel>(true, typeof(IDuplexSessionChannel), parameters: [failing, log], clock: clock);
            await world.Listener.OpenAsync(Token);
            var connection = world.Service.Connect();
            connection.Send(world.Client.CreateSequence());
            world.Client.Created(await connection.ReceiveAsync());
            var channel = await world.AcceptAsync();
            await FailAsync(channel.ReceiveAsync(Token).AsTask());
            using var told = await connection.ReceiveAsync();
            Assert.Equal(SequenceFaultCode.SequenceTerminated, world.Client.ReadFault(told)!.Code);
        }
        else
        {
            await using var world = new ServiceWorld<IReplySessionChannel>(true, typeof(IReplyChannel), parameters: [failing, log], clock: clock);
            var channel = await world.OpenSessionAsync();
            await FailAsync(channel.ReceiveRequestAsync(Token).AsTask());
            using var told = await world.AskAsync(world.Client.AckRequested());
            Assert.Equal(SequenceFaultCode.SequenceTerminated, world.Client.ReadFault(told)!.Code);
        }

        async Task FailAsync(Task receiving)
        {
            failing.FailNext();
            clock.Advance(TimeSpan.FromMinutes(10));
            var failure = await Assert.ThrowsAsync<CommunicationObjectAbortedException>(() => receiving.WaitAsync(s_guard, Token));
            Assert.Contains("The clock has stopped.", failure.InnerException!.Message, StringComparison.Ordinal);
            Assert.Equal(LogLevel.Error, (await log.FirstAsync(2319)).Level);
            Assert.Equal("internal_error", (await log.FirstAsync(2302)).Values["Kind"]);
        }
    }

    [Fact]
    public async Task A_message_that_the_session_cannot_take_ends_the_session_and_its_request_is_answered()
    {
        var clock = new ManualTimeProvider();
        var failing = new FailingTime(clock);
        var log = new Entries();
        await using var world = new ServiceWorld<IReplySessionChannel>(true, typeof(IReplyChannel), parameters: [failing, log], clock: clock);
        var channel = await world.OpenSessionAsync();
        var receiving = channel.ReceiveRequestAsync(Token).AsTask();
        failing.FailNext();
        Assert.Null(await world.AskAsync(world.Client.Data(1, "one")));
        await Assert.ThrowsAsync<CommunicationObjectAbortedException>(() => receiving.WaitAsync(s_guard, Token));
        Assert.Equal(LogLevel.Error, (await log.FirstAsync(2319)).Level);
        Assert.Empty(log.Of(2314));
    }

    [Fact]
    public async Task A_handler_of_the_clients_failure_that_throws_leaves_no_call_without_an_answer()
    {
        var log = new Entries();
        var clock = new ManualTimeProvider();
        var service = new EchoService(Wsrm.Version11, clock);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<Message?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var channel = await OpenAsync(clock, log, request =>
        {
            if (request.Headers.Action != "urn:ask")
            {
                return Task.FromResult(service.Serve(request));
            }

            if (asked.TrySetResult())
            {
                return never.Task;
            }

            var sequence = RmHeaders.Read(request, Wsrm.Version11).Sequence!.Value.Identifier;
            return Task.FromResult<Message?>(RmFaults.CreateMessage(
                new SequenceFault(SequenceFaultCode.SequenceTerminated, sequence, "The test ends it."), request.Version, Wsrm.Version11));
        });
        channel.Faulted += (_, _) => throw new InvalidOperationException("The handler has failed.");

        // The first call shows that there is room for more than one.
        var first = AskAsync(channel);
        await asked.Task.WaitAsync(s_guard, Token);
        clock.Advance(TimeSpan.FromSeconds(5));
        var failure = await Assert.ThrowsAsync<ProtocolException>(() => first.WaitAsync(s_guard, Token));
        Assert.Contains("The test ends it.", failure.Message, StringComparison.Ordinal);
        Assert.Equal("The handler has failed.", (await log.FirstAsync(2320)).Exception!.Message);
    }

    [Fact]
    public async Task A_handler_of_the_clients_failure_over_connections_that_throws_leaves_no_call_without_an_answer()
    {
        var world = await ConnectedWorld.OpenAsync();
        world.Channel.Faulted += (_, _) => throw new InvalidOperationException("The handler has failed.");
        var hearing = world.Channel.HearAsync();
        world.Peer.Abort();
        await Assert.ThrowsAnyAsync<CommunicationException>(() => hearing.WaitAsync(s_guard, Token));
        Assert.Equal("The handler has failed.", (await world.Log.FirstAsync(2320)).Exception!.Message);
    }

    [Fact]
    public async Task A_handler_of_the_services_failure_that_throws_is_logged_and_no_more()
    {
        var log = new Entries();
        await using var world = new ServiceWorld<IReplySessionChannel>(true, typeof(IReplyChannel), parameters: [log]);
        var channel = await world.OpenSessionAsync();
        channel.Faulted += (_, _) => throw new InvalidOperationException("The handler has failed.");
        await world.AskAsync(world.Client.Fault(new SequenceFault(SequenceFaultCode.SequenceTerminated, world.Client.Input, "gone")));
        Assert.Equal("The handler has failed.", (await log.FirstAsync(2320)).Exception!.Message);
        Assert.Equal(CommunicationState.Faulted, channel.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_channel_that_is_aborted_while_it_opens_says_so(bool isOverConnections)
    {
        IChannel channel = isOverConnections
            ? Setup.Create(is11: true).Wires.CreateChannel<IDuplexSessionChannel>()
            : await CreateAsync(new ManualTimeProvider(), new Entries(), static _ => throw new CommunicationException("Nothing is to be sent."));
        channel.Opening += (_, _) => channel.Abort();
        var failure = await Assert.ThrowsAsync<CommunicationObjectAbortedException>(() => channel.OpenAsync(Token).AsTask().WaitAsync(s_guard, Token));
        Assert.Contains("aborted", failure.Message, StringComparison.Ordinal);
    }

    private static async Task AssertBrokenAsync(Task waiting, Entries log)
    {
        var failure = await Assert.ThrowsAsync<CommunicationException>(() => waiting.WaitAsync(s_guard, Token));
        Assert.Contains("an error of this side's own: The clock has stopped.", failure.Message, StringComparison.Ordinal);
        Assert.Equal("The clock has stopped.", failure.InnerException!.Message);
        Assert.Equal(LogLevel.Error, (await log.FirstAsync(2319)).Level);
    }

    private static async Task<IRequestSessionChannel> OpenAsync(TimeProvider clock, Entries log, Func<Message, Task<Message?>> serve)
    {
        var channel = await CreateAsync(clock, log, serve);
        await channel.OpenAsync(Token);
        return channel;
    }

    private static async Task<IRequestSessionChannel> CreateAsync(TimeProvider clock, Entries log, Func<Message, Task<Message?>> serve)
    {
        var factory = new CustomBinding(
            new ReliableSessionBindingElement { ReliableMessagingVersion = ReliableMessagingVersion.WSReliableMessaging11 },
            new TextMessageEncodingBindingElement(),
            new InMemoryRequests(serve)).BuildChannelFactory<IRequestSessionChannel>(clock, log);
        await factory.OpenAsync(Token);
        return factory.CreateChannel(new EndpointAddress("test://service/"));
    }

    private static async Task AskAsync(IRequestSessionChannel channel)
    {
        using var reply = await channel.RequestAsync(Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:ask", "?"), CancellationToken.None);
    }

    /// <summary>A client over connections, whose clock may fail.</summary>
    private sealed class ConnectedWorld
    {
        private ConnectedWorld()
        {
            (Wires, Peer) = Setup.Create(is11: true);
            Clock = new FailingTime(Wires.Time);
            var factory = Wires.CreateBinding().BuildChannelFactory<IDuplexSessionChannel>(new BindingParameterCollection([Clock, Log]));
            factory.Open();
            Channel = factory.CreateChannel(new EndpointAddress("wires://service/"));
        }

        public Wires Wires { get; }

        internal SequencePeer Peer { get; }

        public FailingTime Clock { get; }

        public Entries Log { get; } = new();

        public IDuplexSessionChannel Channel { get; }

        public static async Task<ConnectedWorld> OpenAsync()
        {
            var world = new ConnectedWorld();
            await world.Channel.OpenAsync(Token).AsTask().WaitAsync(s_guard, Token);
            return world;
        }
    }
}

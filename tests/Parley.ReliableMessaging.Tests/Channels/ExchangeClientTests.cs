using Parley.Channels;
using Parley.Channels.Tests;
using Parley.ReliableMessaging.Tests.Monitoring;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>A client's reliable sessions over requests and responses: what the application sees of them.</summary>
public sealed class ExchangeClientTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);
    private static readonly EndpointAddress _address = new("test://service/");

    public static TheoryData<bool> Versions() => [true, false];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Requests_get_their_replies_and_the_session_closes(bool is11)
    {
        var world = new World(is11);
        var channel = await world.OpenAsync<IRequestSessionChannel>();
        Assert.StartsWith("urn:uuid:", channel.Session.Id, StringComparison.Ordinal);
        for (var i = 1; i <= 20; i++)
        {
            Assert.Equal($"re: {i}", await AskAsync(channel, $"{i}"));
        }

        await channel.CloseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"{i}"), world.Service.Calls);
        Assert.Equal(SessionEnd.Closed, world.Service.Outcome!.End);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_request_without_a_reply_is_taken(bool is11)
    {
        var world = new World(is11) { Service = { Replies = false } };
        var channel = await world.OpenAsync<IRequestSessionChannel>();
        Assert.Null(await channel.RequestAsync(Request("one"), TestContext.Current.CancellationToken));
        await channel.CloseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["one"], world.Service.Calls);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_session_without_messages_opens_and_closes(bool is11)
    {
        var world = new World(is11);
        var channel = await world.OpenAsync<IRequestSessionChannel>();
        await channel.CloseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(SessionEnd.Closed, world.Service.Outcome!.End);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_lost_request_and_a_lost_reply_are_sent_again_and_run_once(bool is11)
    {
        var world = new World(is11);
        var channel = await world.OpenAsync<IRequestSessionChannel>();
        world.Lose = Loss.Request;
        await AssertAnsweredAfterRetryAsync(world, channel, "lost on the way");
        world.Lose = Loss.Response;
        await AssertAnsweredAfterRetryAsync(world, channel, "reply lost");
        await channel.CloseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["lost on the way", "reply lost"], world.Service.Calls);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task One_way_messages_arrive_in_order_and_close_waits_for_them(bool is11)
    {
        var world = new World(is11);
        var channel = await world.OpenAsync<IOutputSessionChannel>();
        for (var i = 1; i <= 50; i++)
        {
            await channel.SendAsync(Request($"{i}"), TestContext.Current.CancellationToken);
        }

        await channel.CloseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => $"{i}"), world.Service.Calls);
    }

    [Fact]
    public async Task A_retransmission_says_what_the_message_said_when_it_was_sent()
    {
        var world = new World(is11: true) { Lose = Loss.Nothing };
        var channel = await world.OpenAsync<IOutputSessionChannel>();
        var thing = new Thing { Text = "before" };
        world.Lose = Loss.Request;
        await channel.SendAsync(Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo", thing), TestContext.Current.CancellationToken);
        thing.Text = "after";
        var closing = channel.CloseAsync(TestContext.Current.CancellationToken).AsTask();
        while (!closing.IsCompleted)
        {
            await world.AdvanceAsync();
        }

        await closing;
        Assert.Equal(["before"], world.Service.Calls);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_message_that_cannot_be_written_fails_its_sender_and_uses_no_number(bool is11)
    {
        var world = new World(is11);
        var channel = await world.OpenAsync<IRequestSessionChannel>();
        Assert.Equal("re: one", await AskAsync(channel, "one"));
        await Assert.ThrowsAsync<System.Runtime.Serialization.SerializationException>(() => channel.RequestAsync(
            Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo", new List<object> { new ExchangeClientTests() }), TestContext.Current.CancellationToken).AsTask());
        Assert.Equal("re: two", await AskAsync(channel, "two"));
        await channel.CloseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["one", "two"], world.Service.Calls);
        Assert.Equal(SessionEnd.Closed, world.Service.Outcome!.End);
    }

    [Fact]
    public async Task A_service_that_never_answers_ends_the_session_with_the_setting_that_ran_out()
    {
        var world = new World(is11: true);
        var channel = await world.OpenAsync<IRequestSessionChannel>();
        world.Lose = Loss.Everything;
        var asking = channel.RequestAsync(Request("nobody"), TestContext.Current.CancellationToken).AsTask();
        while (!asking.IsCompleted)
        {
            await world.AdvanceAsync();
        }

        var error = await Assert.ThrowsAsync<CommunicationException>(() => asking);
        Assert.Contains("MaxRetryCount", error.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Faulted, await world.Faulted(channel));
    }

    [Fact]
    public async Task A_call_that_times_out_says_what_has_failed_last()
    {
        var world = new World(is11: true);
        var channel = await world.OpenAsync<IRequestSessionChannel>();
        world.Lose = Loss.Everything;
        var asking = channel.RequestAsync(Request("nobody")).AsTask();
        while (!asking.IsCompleted)
        {
            await world.AdvanceAsync();
        }

        var error = await Assert.ThrowsAsync<TimeoutException>(() => asking);
        Assert.Contains("SendTimeout", error.Message, StringComparison.Ordinal);
        Assert.Contains("The test's network lost the request.", error.Message, StringComparison.Ordinal);
        Assert.IsType<CommunicationException>(error.InnerException);
        channel.Abort();
    }

    [Fact]
    public async Task Close_that_cannot_deliver_everything_says_how_much_is_left_and_what_has_failed_last()
    {
        var world = new World(is11: true);
        var channel = await world.OpenAsync<IOutputSessionChannel>();
        world.Lose = Loss.Everything;
        await channel.SendAsync(Request("one"), TestContext.Current.CancellationToken);
        await channel.SendAsync(Request("two"), TestContext.Current.CancellationToken);
        var closing = channel.CloseAsync(TestContext.Current.CancellationToken).AsTask();
        while (!closing.IsCompleted)
        {
            await world.AdvanceAsync();
        }

        var error = await Assert.ThrowsAsync<TimeoutException>(() => closing);
        Assert.Contains("CloseTimeout", error.Message, StringComparison.Ordinal);
        Assert.Contains("2 messages are not acknowledged", error.Message, StringComparison.Ordinal);
        Assert.Contains("The test's network lost the request.", error.Message, StringComparison.Ordinal);
        Assert.IsType<CommunicationException>(error.InnerException);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Where_everything_is_delivered_and_the_network_fails_Close_does_not_wait_and_the_service_is_told_later(bool is11)
    {
        var world = new World(is11);
        var channel = await world.OpenAsync<IRequestSessionChannel>();
        Assert.Equal("re: one", await AskAsync(channel, "one"));
        world.Lose = Loss.Everything;
        var closing = channel.CloseAsync(TestContext.Current.CancellationToken).AsTask();
        await world.Log.FirstAsync(2307);
        await world.AdvanceAsync(TimeSpan.FromSeconds(1));
        await closing.WaitAsync(_guard, TestContext.Current.CancellationToken);
        Assert.Equal(CommunicationState.Closed, channel.State);
        Assert.Null(world.Service.Outcome);
        world.Lose = Loss.Nothing;
        for (var steps = 0; world.Service.Outcome is null; steps++)
        {
            Assert.True(steps < 100, "The service was not told.");
            await world.AdvanceAsync();
        }

        Assert.Equal(SessionEnd.Closed, world.Service.Outcome.End);
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_no_reply_and_the_session_goes_on()
    {
        var world = new World(is11: true);
        var channel = await world.OpenAsync<IRequestSessionChannel>();
        world.Lose = Loss.Everything;
        using var caller = new CancellationTokenSource();
        var asking = channel.RequestAsync(Request("given up"), caller.Token).AsTask();
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        world.Lose = Loss.Nothing;
        await AssertAnsweredAfterRetryAsync(world, channel, "next");
        await channel.CloseAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(_guard, TestContext.Current.CancellationToken);
        Assert.Equal(["given up", "next"], world.Service.Calls);
    }

    private static async Task AssertAnsweredAfterRetryAsync(World world, IRequestChannel channel, string text)
    {
        var asking = AskAsync(channel, text);
        while (!asking.IsCompleted)
        {
            await world.AdvanceAsync();
        }

        Assert.Equal("re: " + text, await asking);
    }

    private static async Task<string> AskAsync(IRequestChannel channel, string text)
    {
        using var reply = await channel.RequestAsync(Request(text), TestContext.Current.CancellationToken);
        return reply!.GetBody<string>();
    }

    private static Message Request(string text) => Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo", text);

    /// <summary>Written as a string, so that the service understands it.</summary>
    [System.Xml.Serialization.XmlRoot("string", Namespace = "http://schemas.microsoft.com/2003/10/Serialization/")]
    public sealed class Thing : System.Xml.Serialization.IXmlSerializable
    {
        public string Text { get; set; } = "";

        public System.Xml.Schema.XmlSchema? GetSchema() => null;

        public void ReadXml(System.Xml.XmlReader reader) => throw new NotSupportedException();

        public void WriteXml(System.Xml.XmlWriter writer) => writer.WriteString(Text);
    }

    /// <summary>What the network does to the next message.</summary>
    private enum Loss
    {
        Nothing,
        Request,
        Response,
        Everything,
    }

    /// <summary>A client and a service, and a network between them that may lose.</summary>
    private sealed class World
    {
        private readonly bool _is11;
        private readonly ManualTimeProvider _clock = new();

        public World(bool is11)
        {
            _is11 = is11;
            Service = new EchoService(is11 ? Wsrm.Version11 : Wsrm.February2005, _clock);
        }

        public EchoService Service { get; }

        public Loss Lose { get; set; }

        /// <summary>What the client logs.</summary>
        public Entries Log { get; } = new();

        public async Task<TChannel> OpenAsync<TChannel>()
            where TChannel : class, IChannel
        {
            var binding = new CustomBinding(
                new ReliableSessionBindingElement
                {
                    ReliableMessagingVersion = _is11 ? ReliableMessagingVersion.WSReliableMessaging11 : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
                },
                new TextMessageEncodingBindingElement(),
                new InMemoryRequests(ServeAsync));
            var factory = binding.BuildChannelFactory<TChannel>(_clock, Log);
            await factory.OpenAsync(TestContext.Current.CancellationToken);
            var channel = factory.CreateChannel(_address);
            await channel.OpenAsync(TestContext.Current.CancellationToken);
            return channel;
        }

        /// <summary>Time passes, and what it set off comes to rest.</summary>
        public async Task AdvanceAsync(TimeSpan? step = null)
        {
            _clock.Advance(step ?? TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        public async Task<CommunicationState> Faulted(IChannel channel)
        {
            var faulted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            channel.Faulted += (_, _) => faulted.TrySetResult();
            if (channel.State != CommunicationState.Faulted)
            {
                await faulted.Task.WaitAsync(_guard, TestContext.Current.CancellationToken);
            }

            return channel.State;
        }

        private Task<Message?> ServeAsync(Message request)
        {
            var lose = Lose;
            if (lose is Loss.Request or Loss.Response)
            {
                Lose = Loss.Nothing;
            }

            if (lose is Loss.Request or Loss.Everything)
            {
                request.Close();
                throw new CommunicationException("The test's network lost the request.");
            }

            var response = Service.Serve(request);
            if (lose == Loss.Response)
            {
                response?.Close();
                throw new CommunicationException("The test's network lost the response.");
            }

            return Task.FromResult(response);
        }
    }
}

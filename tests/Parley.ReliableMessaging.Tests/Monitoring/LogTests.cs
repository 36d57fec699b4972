using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.ReliableMessaging.Tests.Channels;
using Parley.ReliableMessaging.Tests.Channels.Connections;

namespace Parley.ReliableMessaging.Tests.Monitoring;

/// <summary>What reliable sessions log.</summary>
public sealed class LogTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_that_opens_and_closes_says_so_by_its_name()
    {
        var log = new Entries();
        await using var both = new BothSides(is11: true, null, log);
        var (client, service) = await both.OpenAsync(_guard);
        var opened = await log.FirstAsync(2300);
        Assert.Equal(LogLevel.Debug, opened.Level);
        Assert.Equal(client.Session.Id, opened.Values["Session"]);
        Assert.Equal("1.1", opened.Values["Version"]);
        var closing = client.CloseAsync(Token).AsTask();
        Assert.Null(await service.HearAsync().WaitAsync(_guard, Token));
        await service.CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
        await closing.WaitAsync(_guard, Token);
        Assert.Equal(client.Session.Id, (await log.FirstAsync(2301)).Values["Session"]);
        Assert.All(log.Categories, category => Assert.Equal("Parley.ReliableMessaging", category));
    }

    [Fact]
    public async Task A_failure_names_its_reason_and_the_setting_that_matters()
    {
        var log = new Entries();
        await using var world = new ServiceWorld<IInputSessionChannel>(
            true, typeof(IReplyChannel), element => element.InactivityTimeout = TimeSpan.FromMinutes(3), parameters: [log]);
        var channel = await world.OpenSessionAsync(offers: false);
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        var failed = await log.FirstAsync(2302);
        Assert.Equal(LogLevel.Warning, failed.Level);
        Assert.Equal("inactivity", failed.Values["Kind"]);
        Assert.Equal("InactivityTimeout", failed.Values["Setting"]);
        Assert.Contains("of this service", failed.Text, StringComparison.Ordinal);
        Assert.Equal(channel.Session.Id, failed.Values["Session"]);
    }

    [Fact]
    public async Task A_session_that_the_application_aborts_is_no_warning()
    {
        var log = new Entries();
        await using var world = new ServiceWorld<IInputSessionChannel>(true, typeof(IReplyChannel), parameters: [log]);
        var channel = await world.OpenSessionAsync(offers: false);
        channel.Abort();
        Assert.Equal(LogLevel.Information, (await log.FirstAsync(2303)).Level);
        Assert.Empty(log.Of(2302));
    }

    [Fact]
    public async Task An_address_is_logged_without_user_name_and_query()
    {
        var log = new Entries();
        var service = new EchoService(Wsrm.February2005, TimeProvider.System);
        var factory = new CustomBinding(
            new ReliableSessionBindingElement(), new TextMessageEncodingBindingElement(), new InMemoryRequests(request => Task.FromResult(service.Serve(request))))
            .BuildChannelFactory<IRequestSessionChannel>(log);
        await factory.OpenAsync(Token);
        var channel = factory.CreateChannel(new EndpointAddress("test://alice:secret@service:81/path?token=secret"));
        await channel.OpenAsync(Token);
        Assert.Equal("test://service:81/path", (await log.FirstAsync(2300)).Values["Peer"]);
        channel.Abort();
        Assert.DoesNotContain("secret", (await log.FirstAsync(2303)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_throws_does_not_break_a_session()
    {
        var (wires, peer) = Setup.Create(is11: false);
        using var log = new ThrowingLogs();
        var channel = wires.CreateChannel<IDuplexSessionChannel>(null, log);
        await channel.OpenAsync(Token).AsTask().WaitAsync(_guard, Token);
        var losses = 1;
        wires.ToService = packet => packet.Number == 1 && losses-- > 0 ? 0 : 1;
        await channel.SayAsync("one");
        Setup.AdvanceUntil(wires, () => peer.Delivered.Count == 1);
        await Setup.CloseAsync(wires, channel);
        Assert.True(log.Throws > 0);
        SessionWatch.Create([log], SessionRole.Initiator, ReliableVersion.V11).Log.TransportLost("client", null, null, "the peer");
    }

    [Fact]
    public async Task A_message_that_is_sent_again_is_named_by_its_number_alone()
    {
        var log = new Entries();
        var (wires, peer) = Setup.Create(is11: false);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(null, log);
        await channel.OpenAsync(Token).AsTask().WaitAsync(_guard, Token);
        var losses = 1;
        wires.ToService = packet => packet.Number == 1 && losses-- > 0 ? 0 : 1;
        await channel.SayAsync("a secret");
        Setup.AdvanceUntil(wires, () => peer.Delivered.Count == 1);
        var again = await log.FirstAsync(2304);
        Assert.Equal(1L, again.Values["Number"]);
        Assert.Equal(2, again.Values["Attempt"]);
        Assert.DoesNotContain("secret", again.Text, StringComparison.Ordinal);
        channel.Abort();
    }

    [Fact]
    public async Task A_connection_that_fails_and_its_replacement_are_told_on_both_sides()
    {
        var log = new Entries();
        await using var both = new BothSides(is11: true, null, log);
        var (client, service) = await both.OpenAsync(_guard);
        both.Cut();
        await client.SayAsync("there");
        Assert.Equal("there", await service.HearAsync().WaitAsync(_guard, Token));
        var lost = await log.FirstAsync(2305);
        Assert.Equal(LogLevel.Information, lost.Level);
        Assert.Equal(client.Session.Id, lost.Values["Session"]);
        Assert.Null(lost.Exception);
        Assert.NotEqual(string.Empty, lost.Values["Reason"]);
        Assert.NotNull((await log.FirstAsync(2317)).Exception);
        Assert.Equal(client.Session.Id, (await log.FirstAsync(2306)).Values["Session"]);
    }

    [Fact]
    public async Task A_session_that_is_refused_is_a_warning_with_the_setting()
    {
        var log = new Entries();
        await using var world = new ServiceWorld<IInputSessionChannel>(
            true, typeof(IReplyChannel), element => element.MaxPendingChannels = 1, parameters: [log]);
        await world.Listener.OpenAsync(Token);
        await world.AskAsync(world.Client.CreateSequence(offers: false));
        var asked = world.AskAsync(new RawClient(world.Wsrm).CreateSequence(offers: false));
        while (world.Table.Waiting == 0)
        {
            await Task.Yield();
        }

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await asked;
        var refused = await log.FirstAsync(2308);
        Assert.Equal(LogLevel.Warning, refused.Level);
        Assert.Contains("MaxPendingChannels", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Duplicates_and_sequences_that_are_not_known_are_told()
    {
        var log = new Entries();
        await using var world = new ServiceWorld<IInputSessionChannel>(true, typeof(IReplyChannel), parameters: [log]);
        await world.OpenSessionAsync(offers: false);
        await world.AskAsync(world.Client.Data(1, "x"));
        await world.AskAsync(world.Client.Data(1, "x"));
        Assert.Equal(1L, (await log.FirstAsync(2309)).Values["Number"]);
        world.Client.Input = "urn:nobody";
        await world.AskAsync(world.Client.Data(2, "x"));
        await log.FirstAsync(2311);
    }

    [Fact]
    public async Task An_answer_that_does_not_get_through_is_told()
    {
        var log = new Entries();
        await using var world = new ServiceWorld<IInputSessionChannel>(true, typeof(IReplyChannel), parameters: [log]);
        await world.Listener.OpenAsync(Token);
        world.Service.FailNextReply = new IOException("The client is gone.");
        var unanswered = world.Service.RequestAsync(world.Client.CreateSequence(offers: false));
        Assert.Equal("The client is gone.", (await log.FirstAsync(2312)).Values["Reason"]);

        // The request ends without content after it is told of, which is an answer too: that must not be the one that fails next.
        Assert.Null(await unanswered);
        world.Service.FailNextReply = new InvalidOperationException("It cannot be written.");
        _ = world.Service.RequestAsync(world.Client.CreateSequence(offers: false));
        Assert.Equal(LogLevel.Error, (await log.FirstAsync(2313)).Level);
    }

    private sealed class ThrowingLogs : ILoggerFactory, ILogger
    {
        public int Throws { get; private set; }

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Throws++;
            throw new InvalidOperationException("The log is at fault.");
        }
    }
}

using System.Xml;
using Parley.Channels;
using Parley.Channels.Tests;

namespace Parley.FunctionalTests.Reliable;

/// <summary>Recorded services over real HTTP: our client says what the recorded one said, and understands what that one heard.</summary>
public sealed class RecordedHttpServiceTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("netframework/ws2007-none-rm")]
    [InlineData("netframework/wsh-none-rm")]
    [InlineData("netframework/x-rm-loss-11")]
    [InlineData("netframework/x-rm-loss-feb2005")]
    [InlineData("netframework/x-rm-duplicate")]
    [InlineData("dotnet-client/ws2007-rm11-reqreply")]
    [InlineData("dotnet-client/ws-rm-feb2005-reqreply")]
    [InlineData("dotnet-client/custom-rm11-reqreply")]
    [InlineData("dotnet-client/custom-rm11-soap11-wsa10-reqreply")]
    [InlineData("dotnet-client/custom-rmfeb2005-soap11-wsa200408-reqreply")]
    [InlineData("dotnet-client/rm11-createsequence-dropped")]
    [InlineData("dotnet-client/rm11-reqreply-retransmit")]
    [InlineData("dotnet-client/rmfeb2005-reqreply-retransmit")]
    [InlineData("dotnet-client/rm11-empty-session")]
    [InlineData("dotnet-client/rmfeb2005-empty-session")]
    [InlineData("dotnet-client/rm11-neg-reply-without-sequence")]
    [InlineData("gsoap/dotnet-rm10-calc-open-call-close")]
    [InlineData("gsoap/dotnet-rm10wcf-calc-open-call-close")]
    [InlineData("gsoap/dotnet-rm11-calc-open-call-close")]
    [InlineData("gsoap/dotnet-rm11wcf-calc-open-call-close")]
    [InlineData("gsoap/rm10-scripted")]
    [InlineData("gsoap/rm11-scripted")]
    [InlineData("gsoap/rm11wcf-scripted")]
    [InlineData("gsoap/rm10-anon")]
    [InlineData("gsoap/rm10-wcf-anon")]
    [InlineData("gsoap/rm10-anon-lossy")]
    [InlineData("gsoap/rm11-anon")]
    [InlineData("gsoap/rm11-wcf-anon")]
    public async Task A_recorded_conversation_of_requests_happens_again_with_our_client(string folder)
    {
        await using var service = new RecordedHttpService(folder);
        await service.StartAsync();
        var channel = await OpenAsync<IRequestSessionChannel>(service);
        foreach (var exchanges in Messages(service))
        {
            var (request, _) = exchanges.First();
            var answer = exchanges.Select(exchange => exchange.Response).LastOrDefault(response => response is { IsInfrastructure: false });
            using var reply = await channel.RequestAsync(CreateAgain(request), Token).AsTask().WaitAsync(_guard, Token);
            Assert.Equal(answer?.Action, reply?.Headers.Action);
        }

        await channel.CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
        AssertSameAsRecorded(service, folder);
    }

    [Theory]
    [InlineData("dotnet-client/rm11-oneway-output")]
    [InlineData("dotnet-client/rmfeb2005-oneway-202-with-contenttype")]
    public async Task A_recorded_conversation_of_one_way_messages_happens_again_with_our_client(string folder)
    {
        await using var service = new RecordedHttpService(folder);
        await service.StartAsync();
        var channel = await OpenAsync<IOutputSessionChannel>(service);
        foreach (var exchanges in Messages(service))
        {
            await channel.SendAsync(CreateAgain(exchanges.First().Request), Token).AsTask().WaitAsync(_guard, Token);
        }

        await channel.CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
        AssertSameAsRecorded(service, folder);
    }

    [Theory]
    [InlineData("gsoap/dotnet-rm10-notify")]
    [InlineData("gsoap/dotnet-rm10wcf-notify")]
    [InlineData("gsoap/dotnet-rm11-notify")]
    [InlineData("gsoap/dotnet-rm11wcf-notify")]
    public async Task A_recorded_service_that_takes_a_message_silently_is_believed_but_not_when_it_acknowledges_nothing_at_the_end(string folder)
    {
        await using var service = new RecordedHttpService(folder);
        await service.StartAsync();
        var channel = await OpenAsync<IOutputSessionChannel>(service);
        await channel.SendAsync(CreateAgain(Messages(service).First().First().Request), Token).AsTask().WaitAsync(_guard, Token);
        await Assert.ThrowsAsync<ProtocolException>(() => channel.CloseAsync(Token).AsTask().WaitAsync(_guard, Token));
        Assert.Contains(service.Heard, static heard => heard.Key == "Notify 1");
        Assert.Contains(service.Heard, static heard => heard.Key == "TerminateSequence 0");
    }

    [Theory]
    [InlineData("dotnet-client/rm11-createsequence-refused", typeof(CommunicationException), false)]
    [InlineData("dotnet-client/rm11-neg-accept-acksto-other-address", typeof(ProtocolException), true)]
    [InlineData("dotnet-client/rm11-neg-csr-without-accept", typeof(ProtocolException), true)]
    public async Task A_recorded_refusal_of_a_session_fails_opening(string folder, Type expected, bool tellsService)
    {
        await using var service = new RecordedHttpService(folder);
        await service.StartAsync();
        await Assert.ThrowsAsync(expected, () => OpenAsync<IRequestSessionChannel>(service));
        if (tellsService)
        {
            await service.Faulted.Task.WaitAsync(_guard, Token);
        }
    }

    [Theory]
    [InlineData("dotnet-client/rm11-neg-reply-without-ack", typeof(ProtocolException))]
    [InlineData("netframework/x-rm-unknown-sequence", typeof(CommunicationException))]
    [InlineData("netframework/x-rm-11-unknown-sequence", typeof(CommunicationException))]
    [InlineData("netframework/x-rm-inactivity", typeof(CommunicationException))]
    public async Task A_recorded_failure_of_a_session_fails_the_call(string folder, Type expected)
    {
        await using var service = new RecordedHttpService(folder);
        await service.StartAsync();
        var channel = await OpenAsync<IRequestSessionChannel>(service);
        await Assert.ThrowsAsync(expected, async () =>
        {
            foreach (var exchanges in Messages(service))
            {
                (await channel.RequestAsync(CreateAgain(exchanges.First().Request), Token).AsTask().WaitAsync(_guard, Token))?.Close();
            }
        });
        Assert.Equal(CommunicationState.Faulted, channel.State);
    }

    [Theory]
    [InlineData("dotnet-client/rm11-abort")]
    [InlineData("gsoap/dotnet-rm10-calc-open-call-abort")]
    [InlineData("gsoap/dotnet-rm10wcf-calc-open-call-abort")]
    [InlineData("gsoap/dotnet-rm11-calc-open-call-abort")]
    [InlineData("gsoap/dotnet-rm11wcf-calc-open-call-abort")]
    public async Task Abort_tells_the_recorded_service(string folder)
    {
        await using var service = new RecordedHttpService(folder);
        await service.StartAsync();
        var channel = await OpenAsync<IRequestSessionChannel>(service);
        foreach (var exchanges in Messages(service))
        {
            (await channel.RequestAsync(CreateAgain(exchanges.First().Request), Token).AsTask().WaitAsync(_guard, Token))?.Close();
        }

        channel.Abort();
        await service.Faulted.Task.WaitAsync(_guard, Token);
    }

    [Fact]
    public async Task A_recorded_service_that_never_answers_a_request_is_asked_again_until_SendTimeout_and_then_told_of_the_end()
    {
        await using var service = new RecordedHttpService("dotnet-client/retry-cadence-rmfeb2005-app-never-answered");
        await service.StartAsync();
        var clock = new ManualTimeProvider();
        var channel = await OpenAsync<IRequestSessionChannel>(service, clock: clock);

        // A token would take SendTimeout's place.
        var asking = channel.RequestAsync(CreateAgain(Messages(service).First().First().Request), CancellationToken.None).AsTask();
        await service.HasHeardAsync("Add 1", 1).WaitAsync(_guard, Token);
        using var guard = new CancellationTokenSource(_guard);
        for (var asked = service.HasHeardAsync("Add 1", 2); !asked.IsCompleted; await Task.Yield())
        {
            // Its timer may be about to be set.
            guard.Token.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => asking.WaitAsync(_guard, Token));
        Assert.Contains("SendTimeout", failure.Message, StringComparison.Ordinal);
        channel.Abort();
        await service.Faulted.Task.WaitAsync(_guard, Token);
        var attempts = service.Heard.Where(static heard => heard.Key == "Add 1").ToList();
        Assert.True(attempts.Count >= 2, $"The request was sent {attempts.Count} times.");
        Assert.Single(attempts.Select(static attempt => attempt.MessageId).Distinct());
    }

    [Fact]
    public async Task A_recorded_service_that_cuts_every_connection_ends_the_session_by_MaxRetryCount()
    {
        await using var service = new RecordedHttpService("dotnet-client/rm11-reqreply-maxretry", cutsWhereSilent: true);
        await service.StartAsync();
        var channel = await OpenAsync<IRequestSessionChannel>(service, maxRetryCount: 1);
        var failure = await Assert.ThrowsAsync<CommunicationException>(
            () => channel.RequestAsync(CreateAgain(Messages(service).First().First().Request), Token).AsTask().WaitAsync(_guard, Token));
        Assert.Contains("MaxRetryCount", failure.Message, StringComparison.Ordinal);
        await service.Faulted.Task.WaitAsync(_guard, Token);
        Assert.Equal(CommunicationState.Faulted, channel.State);
    }

    [Fact]
    public async Task A_recorded_service_that_never_answers_CloseSequence_does_not_hold_up_Close_because_all_is_delivered()
    {
        await using var service = new RecordedHttpService("dotnet-client/retry-cadence-rm11-closesequence-never-answered");
        await service.StartAsync();

        // The clock stands: nothing is said again because the machine is slow.
        var channel = await OpenAsync<IRequestSessionChannel>(service, clock: new ManualTimeProvider());
        await channel.CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
        Assert.Equal(["CreateSequence 0", "CloseSequence 0", "TerminateSequence 0"], service.Heard.Select(static heard => heard.Key));
    }

    /// <summary>The application's messages in their order, each with all its attempts.</summary>
    private static IEnumerable<IGrouping<long, (RecordedText Request, RecordedText? Response)>> Messages(RecordedHttpService service) =>
        service.Conversation.Where(exchange => exchange.Request is { Number: > 0, IsInfrastructure: false }).GroupBy(exchange => exchange.Request.Number);

    private static async Task<TChannel> OpenAsync<TChannel>(RecordedHttpService service, int maxRetryCount = 8, TimeProvider? clock = null)
        where TChannel : class, IChannel
    {
        var first = service.Conversation[0].Request;
        var factory = new CustomBinding(
            new ReliableSessionBindingElement
            {
                MaxRetryCount = maxRetryCount,
                ReliableMessagingVersion = first.Is11 ? ReliableMessagingVersion.WSReliableMessaging11 : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
            },
            new TextMessageEncodingBindingElement(first.Version, System.Text.Encoding.UTF8),
            new HttpTransportBindingElement())
        {
            SendTimeout = TimeSpan.FromMinutes(1),
        }.BuildChannelFactory<TChannel>(clock ?? TimeProvider.System);
        await factory.OpenAsync(Token);
        var channel = factory.CreateChannel(new EndpointAddress(service.Address));
        await channel.OpenAsync(Token).AsTask().WaitAsync(_guard, Token);
        return channel;
    }

    private static Message CreateAgain(RecordedText recorded)
    {
        var message = Message.CreateMessage(recorded.Version, recorded.Action, recorded.Body.Elements().First().CreateReader());
        if (recorded.MessageId is not null)
        {
            message.Headers.MessageId = new UniqueId();
            message.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
        }

        return message;
    }

    private static void AssertSameAsRecorded(RecordedHttpService service, string folder)
    {
        Assert.DoesNotContain(service.Heard, heard => heard.IsFault);
        foreach (var (recorded, _) in service.Conversation.Where(exchange => !exchange.Request.IsFault && exchange.Request.Key != "AckRequested 0"))
        {
            var ours = service.Heard.FirstOrDefault(heard => heard.Key == recorded.Key);
            Assert.True(ours is not null, $"{recorded.Key} was not said.");
            if (!folder.StartsWith("gsoap", StringComparison.Ordinal))
            {
                Assert.Equal(recorded.LastingHeaders, ours.LastingHeaders);
            }
        }
    }
}

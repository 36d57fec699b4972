using System.Xml;
using Parley.Channels;

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
            var answer = exchanges.Select(exchange => exchange.Response).LastOrDefault(response => response is { Number: > 0 });
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

    [Fact]
    public async Task Abort_tells_the_recorded_service()
    {
        await using var service = new RecordedHttpService("dotnet-client/rm11-abort");
        await service.StartAsync();
        var channel = await OpenAsync<IRequestSessionChannel>(service);
        (await channel.RequestAsync(CreateAgain(Messages(service).First().First().Request), Token).AsTask().WaitAsync(_guard, Token))?.Close();
        channel.Abort();
        await service.Faulted.Task.WaitAsync(_guard, Token);
    }

    /// <summary>The application's messages in their order, each with all its attempts.</summary>
    private static IEnumerable<IGrouping<long, (RecordedText Request, RecordedText? Response)>> Messages(RecordedHttpService service) =>
        service.Conversation.Where(exchange => exchange.Request is { Number: > 0, IsInfrastructure: false }).GroupBy(exchange => exchange.Request.Number);

    private static async Task<TChannel> OpenAsync<TChannel>(RecordedHttpService service)
        where TChannel : class, IChannel
    {
        var first = service.Conversation[0].Request;
        var factory = new CustomBinding(
            new ReliableSessionBindingElement
            {
                ReliableMessagingVersion = first.Is11 ? ReliableMessagingVersion.WSReliableMessaging11 : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
            },
            new TextMessageEncodingBindingElement(first.Version, System.Text.Encoding.UTF8),
            new HttpTransportBindingElement()).BuildChannelFactory<TChannel>();
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
            var ours = service.Heard.Find(heard => heard.Key == recorded.Key);
            Assert.True(ours is not null, $"{recorded.Key} was not said.");
            if (!folder.StartsWith("gsoap", StringComparison.Ordinal))
            {
                Assert.Equal(recorded.LastingHeaders, ours.LastingHeaders);
            }
        }
    }
}

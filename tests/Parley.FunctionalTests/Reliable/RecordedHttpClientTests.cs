using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;

namespace Parley.FunctionalTests.Reliable;

/// <summary>Recorded clients over real HTTP: what our host says of sequences is what their own services said.</summary>
public sealed class RecordedHttpClientTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface IEverything
    {
        [OperationContract(Action = "*", ReplyAction = "*")]
        Message Answer(Message message);

        [OperationContract(Action = "http://tempuri.org/peer/INotify/Notify", IsOneWay = true)]
        void Take(Message message);
    }

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface IOneWay
    {
        [OperationContract(Action = "*", IsOneWay = true)]
        void Take(Message message);
    }

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
    [InlineData("dotnet-client/rm11-abort")]
    [InlineData("dotnet-client/retry-cadence-rmfeb2005-app-never-answered")]
    [InlineData("dotnet-client/retry-cadence-rm11-closesequence-never-answered")]
    [InlineData("dotnet-client/rm11-reqreply-maxretry")]
    [InlineData("dotnet-client/rm11-oneway-output")]
    [InlineData("dotnet-client/rmfeb2005-oneway-202-with-contenttype")]
    [InlineData("gsoap/rm10-anon")]
    [InlineData("gsoap/rm10-anon-lossy")]
    [InlineData("gsoap/rm10-wcf-anon")]
    [InlineData("gsoap/rm11-anon")]
    [InlineData("gsoap/rm11-wcf-anon")]
    [InlineData("gsoap/rm10-scripted")]
    [InlineData("gsoap/rm11-scripted")]
    [InlineData("gsoap/rm11wcf-scripted")]
    [InlineData("gsoap/dotnet-rm10-calc-open-call-close")]
    [InlineData("gsoap/dotnet-rm11-calc-open-call-close")]
    [InlineData("gsoap/dotnet-rm11-calc-open-call-abort")]
    [InlineData("gsoap/dotnet-rm11-notify")]
    [InlineData("gsoap/dotnet-rm10-notify")]
    [InlineData("gsoap/dotnet-rm10wcf-notify")]
    [InlineData("gsoap/dotnet-rm11wcf-notify")]
    [InlineData("gsoap/dotnet-rm10wcf-calc-open-call-close")]
    [InlineData("gsoap/dotnet-rm11wcf-calc-open-call-close")]
    [InlineData("gsoap/dotnet-rm10-calc-open-call-abort")]
    [InlineData("gsoap/dotnet-rm10wcf-calc-open-call-abort")]
    [InlineData("gsoap/dotnet-rm11wcf-calc-open-call-abort")]
    [InlineData("netframework/x-rm-inactivity")]
    [InlineData("dotnet-client/rm11-createsequence-refused")]
    [InlineData("dotnet-client/rm11-neg-accept-acksto-other-address")]
    [InlineData("dotnet-client/rm11-neg-csr-without-accept")]
    [InlineData("dotnet-client/rm11-neg-reply-without-ack")]
    public async Task A_recorded_client_is_answered_by_our_host_as_its_own_service_answered(string folder)
    {
        var conversation = RecordedMessages.Conversation(folder);
        var first = conversation[0].Request;
        var host = await OpenAsync(first);
        var address = host.Description.Endpoints[0].ListenUri!;
        using var http = new HttpClient { Timeout = _guard };
        var asked = new Dictionary<string, RecordedText>();
        string? theirs = null;
        var ours = "";
        foreach (var (request, response) in conversation)
        {
            var text = request.Text.Replace(request.To ?? "none", address.ToString(), StringComparison.Ordinal);
            var answer = await PostAsync(http, address, theirs is null ? text : text.Replace(theirs, ours, StringComparison.Ordinal), first);
            if (request.Action.EndsWith("/CreateSequence", StringComparison.Ordinal))
            {
                ours = answer!.Created!;
                theirs = response?.Created ?? TheirSequence(conversation);
            }

            if (request.IsFault)
            {
                continue;
            }

            if (answer is null)
            {
                Assert.True(request.Key == "TerminateSequence 0", $"{request.Key} was not answered.");
                continue;
            }

            if (folder.EndsWith("-lossy", StringComparison.Ordinal) && request.Key == "TerminateSequence 0")
            {
                // Two replies never came to this client, and it has not acknowledged them.
                Assert.Contains("SequenceTerminated", answer.Text, StringComparison.Ordinal);
                continue;
            }

            Assert.False(answer.IsFault, $"{request.Key} was answered by {answer.Text}.");
            Assert.True(answer.RelatesTo is null || answer.RelatesTo == request.MessageId);
            if (response is { IsFault: false, IsInfrastructure: true })
            {
                Assert.Equal(response.Key, answer.Key);
            }

            if (request is { Number: > 0, IsInfrastructure: false })
            {
                Assert.True(answer.Acknowledges(ours, request.Number), $"{request.Key} is not acknowledged: {answer.Text}");

                // A request that is repeated has the same answer, and the operation has run once.
                if (!asked.TryAdd(request.Key, answer))
                {
                    Assert.Equal((asked[request.Key].Number, asked[request.Key].Body.Value), (answer.Number, answer.Body.Value));
                }
            }
        }

        host.Abort();
    }

    [Theory]
    [InlineData("netframework/x-rm-11-unknown-sequence")]
    [InlineData("netframework/x-rm-unknown-sequence")]
    public async Task A_recorded_client_that_names_a_sequence_nobody_has_is_told_so(string folder)
    {
        var conversation = RecordedMessages.Conversation(folder);
        var host = await OpenAsync(conversation[0].Request);
        var address = host.Description.Endpoints[0].ListenUri!;
        using var http = new HttpClient { Timeout = _guard };
        var request = conversation.First(exchange => exchange.Request.Number > 0).Request;
        var answer = await PostAsync(http, address, request.Text.Replace(request.To!, address.ToString(), StringComparison.Ordinal), request);
        Assert.True(answer is { IsFault: true });
        Assert.Contains("UnknownSequence", answer.Text, StringComparison.Ordinal);
        host.Abort();
    }

    [Theory]
    [InlineData("netframework/ws2007-none-rm")]
    [InlineData("netframework/wsh-none-rm")]
    [InlineData("dotnet-client/custom-rmfeb2005-soap11-wsa200408-reqreply")]
    public async Task R2102_a_message_with_another_version_of_addressing_than_its_session_is_refused(string folder)
    {
        const string Version10 = "http://www.w3.org/2005/08/addressing";
        const string August2004 = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
        var conversation = RecordedMessages.Conversation(folder);
        var (create, created) = conversation[0];
        await using var host = await OpenAsync(create);
        var address = host.Description.Endpoints[0].ListenUri!;
        using var http = new HttpClient { Timeout = _guard };
        var ours = (await PostAsync(http, address, Rename(create), create))!.Created!;
        var (mine, other) = Message(1).Contains(Version10, StringComparison.Ordinal) ? (Version10, August2004) : (August2004, Version10);
        var refused = await PostAsync(http, address, Message(1).Replace(mine, other, StringComparison.Ordinal), create);
        Assert.True(refused is { IsFault: true });

        // Its number was used up; no operation has run.
        var answer = await PostAsync(http, address, Message(2), create);
        Assert.Equal("1", answer!.Body.Value);
        Assert.All([refused, answer], said => Assert.Equal(create.Version.Addressing, said.Version.Addressing));
        Assert.All([refused, answer], said => Assert.DoesNotContain(other, said.Text, StringComparison.Ordinal));
        host.Abort();

        string Message(long number) =>
            Rename(conversation.First(exchange => exchange.Request.Number == number).Request).Replace(created!.Created!, ours, StringComparison.Ordinal);

        string Rename(RecordedText recorded) => recorded.Text.Replace(recorded.To ?? "none", address.ToString(), StringComparison.Ordinal);
    }

    private static string? TheirSequence(List<(RecordedText Request, RecordedText? Response)> conversation) =>
        conversation.Select(static exchange => exchange.Response?.Created).FirstOrDefault(static created => created is not null);

    private static async Task<RecordedText?> PostAsync(HttpClient http, Uri address, string text, RecordedText first)
    {
        using var content = new StringContent(text);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(
            first.Version.Envelope == EnvelopeVersion.Soap11 ? "text/xml; charset=utf-8" : "application/soap+xml; charset=utf-8");
        if (first.Version.Envelope == EnvelopeVersion.Soap11)
        {
            content.Headers.Add("SOAPAction", $"\"{new RecordedText(System.Text.Encoding.UTF8.GetBytes(text)).Action}\"");
        }

        using var response = await http.PostAsync(address, content, Token);
        var bytes = await response.Content.ReadAsByteArrayAsync(Token);
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.InternalServerError);
        return bytes.Length == 0 ? null : new RecordedText(bytes);
    }

    private static async Task<ServiceHost> OpenAsync(RecordedText first)
    {
        var host = new ServiceHost(typeof(Everything)) { LoggerFactory = NullLoggerFactory.Instance };
        host.AddServiceEndpoint(
            first.Offer is null ? typeof(IOneWay) : typeof(IEverything),
            new CustomBinding(
                new ReliableSessionBindingElement
                {
                    ReliableMessagingVersion = first.Is11 ? ReliableMessagingVersion.WSReliableMessaging11 : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
                },
                new TextMessageEncodingBindingElement(first.Version, System.Text.Encoding.UTF8),
                new HttpTransportBindingElement()),
            "http://127.0.0.1:0/recorded");
        await host.OpenAsync(Token);
        return host;
    }

    /// <summary>Answers every message that wants an answer, with how many there were.</summary>
    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    private sealed class Everything : IEverything, IOneWay
    {
        private int _count;

        public Message Answer(Message message) => Message.CreateMessage(message.Version, "urn:reply", ++_count);

        public void Take(Message message) => _count++;
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.FunctionalTests.Security;

namespace Parley.FunctionalTests.Reliable;

/// <summary>Recorded conversations of reliable sessions over secure ones, with our host and with our client.</summary>
public sealed class SecuredRecordingTests
{
    // The keys of the recorded sessions live for 10 hours.
    private static readonly TimeSpan s_timeToRenew = TimeSpan.FromHours(9.5);
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface IRecorded
    {
        [OperationContract(Action = "*", ReplyAction = "*")]
        Message Answer(Message message);

        [OperationContract(Action = "http://tempuri.org/peer/INotify/Notify", IsOneWay = true)]
        void Take(Message message);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("wsh-user-sc-rm")]
    [InlineData("ws2007-user-sc-rm")]
    [InlineData("x-renew-rm")]
    [InlineData("sc-feb2005-rm-feb2005")]
    public async Task R2302_and_R2303_a_recorded_client_is_answered_by_our_host_as_its_own_service_answered_also_when_its_token_is_renewed(string name)
    {
        var recording = new SecuredRecording(name);
        var clock = new MovedClock();
        await using var host = new ServiceHost(new Recorded(recording)) { LoggerFactory = NullLoggerFactory.Instance, Clock = clock };
        SecuredRecording.Configure(host.Credentials);
        var endpoint = host.AddServiceEndpoint(typeof(IRecorded), recording.CreateBinding(), $"{recording.Scheme}://127.0.0.1:0/recorded");
        await host.OpenAsync(Token);

        var factory = recording.CreateBindingBelow(out var infrastructure)
            .BuildChannelFactory<IRequestSessionChannel>(SecuredRecording.CreateClientCredentials(), infrastructure, clock);
        await factory.OpenAsync(Token);
        var client = factory.CreateChannel(new EndpointAddress(endpoint.ListenUri!, new DnsEndpointIdentity("localhost")));
        await client.OpenAsync(Token).AsTask().WaitAsync(s_guard, Token);
        var names = new Dictionary<string, string>
        {
            [recording.To] = endpoint.ListenUri!.ToString(),
            [recording.Token] = client.GetProperty<ISecureConversation>()!.Identifier,
        };
        var keys = new HashSet<string> { RenewalScenarioTests.KeyOf(client) };
        foreach (var (request, response) in recording.Exchanges)
        {
            if (SecuredRecording.IsTrust(request))
            {
                if (SecuredRecording.IsTrust(request, "/Renew"))
                {
                    clock.Move(s_timeToRenew);
                }

                continue;
            }

            using var reply = await client.RequestAsync(SecuredRecording.ToMessage(Rename(request.Text, names)), Token).AsTask().WaitAsync(s_guard, Token);
            keys.Add(RenewalScenarioTests.KeyOf(client));
            var answer = SecuredRecording.ToText(reply!);
            if (response.Created is { } sequence)
            {
                names[sequence] = answer.Created!;
            }

            Assert.Equal(response.Key, answer.Key);
            Assert.Equal(request.MessageId, answer.RelatesTo ?? request.MessageId);
            Assert.Equal(Rename(response.Body.Value, names), answer.Body.Value);
            if (response.AcknowledgesUpTo(recording.Sequence) is > 0 and var acknowledged)
            {
                Assert.Equal(acknowledged, answer.AcknowledgesUpTo(names[recording.Sequence]));
            }
        }

        await client.CloseAsync(Token).AsTask().WaitAsync(s_guard, Token);
        factory.Abort();
        Assert.Equal(recording.Exchanges.Count(static exchange => SecuredRecording.IsTrust(exchange.Request, "/Renew")), keys.Count - 1);
        Assert.Empty(host.ReliableSessions.GetSessions());
    }

    [Theory]
    [InlineData("wsh-user-sc-rm")]
    [InlineData("ws2007-user-sc-rm")]
    [InlineData("x-renew-rm")]
    [InlineData("sc-feb2005-rm-feb2005")]
    public async Task R2302_and_R2303_our_client_says_to_a_recorded_service_what_the_recorded_client_said_also_when_its_token_is_renewed(string name)
    {
        var recording = new SecuredRecording(name);
        var clock = new MovedClock();
        var listener = recording.CreateBindingBelow(out var infrastructure).BuildChannelListener<IReplySessionChannel>(
            new Uri($"{recording.Scheme}://127.0.0.1:0/recorded"),
            new BindingParameterCollection([KestrelTransports.Default, SecuredRecording.CreateServiceCredentials(), infrastructure, clock]));
        await listener.OpenAsync(Token);
        var serving = ServeAsync(listener, recording);

        await using var factory = new ChannelFactory<IRecorded>(recording.CreateBinding(), new EndpointAddress(listener.Uri, new DnsEndpointIdentity("localhost")));
        factory.Endpoint.EndpointBehaviors.Add(SecuredRecording.CreateClientCredentials());
        factory.Endpoint.EndpointBehaviors.Add(clock);
        var client = factory.CreateChannel();
        await ((IClientChannel)client).OpenAsync(Token).AsTask().WaitAsync(s_guard, Token);
        foreach (var (request, response) in recording.Exchanges)
        {
            if (SecuredRecording.IsTrust(request, "/Renew"))
            {
                clock.Move(s_timeToRenew);
            }

            if (SecuredRecording.IsTrust(request) || request.IsInfrastructure)
            {
                continue;
            }

            using var again = Again(request);
            if (response.IsInfrastructure)
            {
                await Task.Run(() => client.Take(again), Token).WaitAsync(s_guard, Token);
                continue;
            }

            using var reply = await Task.Run(() => client.Answer(again), Token).WaitAsync(s_guard, Token);
            Assert.Equal(response.Body.Value, SecuredRecording.ToText(reply).Body.Value);
        }

        await ((IClientChannel)client).CloseAsync(Token).AsTask().WaitAsync(s_guard, Token);
        var heard = await serving.WaitAsync(s_guard, Token);
        listener.Abort();
        Assert.Equal(
            recording.Exchanges.Select(static exchange => exchange.Request).Where(static request => !SecuredRecording.IsTrust(request)).Select(static request => request.Key),
            heard.Select(static request => request.Key));
    }

    /// <summary>The recorded service: says what it said, with the names of now, until its client is gone.</summary>
    private static async Task<List<RecordedText>> ServeAsync(IChannelListener<IReplySessionChannel> listener, SecuredRecording recording)
    {
        var heard = new List<RecordedText>();
        var names = new Dictionary<string, string>();
        var channel = (await listener.AcceptChannelAsync(Token))!;
        await channel.OpenAsync(Token);
        while (await channel.ReceiveRequestAsync(Token) is { } context)
        {
            await using (context)
            {
                var said = SecuredRecording.ToText(context.RequestMessage);
                heard.Add(said);
                var (request, response) = recording.Exchanges.First(exchange => exchange.Request.Key == said.Key);
                if (request.MessageId is { } id)
                {
                    names[id] = said.MessageId!;
                }

                if (said.Offer is { } offer)
                {
                    names[recording.Offer] = offer;
                    names[recording.To] = said.To!;
                }

                await context.ReplyAsync(SecuredRecording.ToMessage(Rename(response.Text, names)), Token);
            }
        }

        return heard;
    }

    private static Message Again(RecordedText request)
    {
        var recorded = SecuredRecording.ToMessage(request.Text);
        return Message.CreateMessage(recorded.Version, request.Action, recorded.GetReaderAtBodyContents());
    }

    private static string Rename(string text, Dictionary<string, string> names) =>
        names.Aggregate(text, static (text, name) => text.Replace(name.Key, name.Value, StringComparison.Ordinal));

    /// <summary>The recorded service's own code: has the replies that it had.</summary>
    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    private sealed class Recorded(SecuredRecording recording) : IRecorded
    {
        public Message Answer(Message message)
        {
            var said = SecuredRecording.ToText(message);
            var response = recording.Exchanges.First(exchange => exchange.Request.Action == said.Action && exchange.Request.Body.Value == said.Body.Value).Response;
            return Message.CreateMessage(message.Version, response.Action, SecuredRecording.ToMessage(response.Text).GetReaderAtBodyContents());
        }

        public void Take(Message message)
        {
        }
    }
}

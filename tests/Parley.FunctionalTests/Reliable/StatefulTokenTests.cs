using System.Xml;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.FunctionalTests.Security;
using Parley.ReliableMessaging;

namespace Parley.FunctionalTests.Reliable;

/// <summary>
/// Reliable sessions over tokens that carry their state: each renewal makes another token, and the service keeps none, so a session belongs to its caller and not to a token.
/// </summary>
public sealed class StatefulTokenTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface ICount
    {
        [OperationContract]
        Task<int> NextAsync();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_goes_on_with_the_next_token_and_another_callers_messages_are_none_of_it()
    {
        var clock = new MovedClock();
        await using var host = new ServiceHost(typeof(Count)) { LoggerFactory = NullLoggerFactory.Instance, Clock = clock };
        SecuredRecording.Configure(host.Credentials);
        host.Credentials.SecureConversationAuthentication.SecurityStateEncoder = new OpenStateEncoder();
        var endpoint = host.AddServiceEndpoint(typeof(ICount), CreateBinding(), "http://127.0.0.1:0/count");
        await host.OpenAsync(Token);
        var address = new EndpointAddress(endpoint.ListenUri!, new DnsEndpointIdentity("localhost"));

        await using var factory = new ChannelFactory<ICount>(CreateBinding(), address);
        factory.Endpoint.EndpointBehaviors.Add(SecuredRecording.CreateClientCredentials());
        factory.Endpoint.EndpointBehaviors.Add(clock);
        var alice = factory.CreateChannel();
        Assert.Equal(1, await alice.NextAsync().WaitAsync(s_guard, Token));
        clock.Move(TimeSpan.FromHours(9));
        Assert.Equal(2, await alice.NextAsync().WaitAsync(s_guard, Token));

        var wsrm = Wsrm.February2005;
        var below = CreateBinding();
        below.Elements.Remove<ReliableSessionBindingElement>();
        var credentials = SecuredRecording.CreateClientCredentials();
        credentials.UserName.UserName = "bob";
        var bobs = below.BuildChannelFactory<IRequestChannel>(credentials, new InfrastructureMessages(wsrm.Namespace.Value), clock);
        await bobs.OpenAsync(Token);
        var bob = bobs.CreateChannel(address);
        await bob.OpenAsync(Token);
        var stolen = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:test/ICount/Next");
        stolen.Headers.MessageId = new UniqueId();
        stolen.Headers.SetAnonymousReplyTo();
        RmHeaders.AddSequence(stolen, wsrm, ((IClientChannel)alice).SessionId!, 3, isLast: false);
        using (var answer = await bob.RequestAsync(stolen, Token).AsTask().WaitAsync(s_guard, Token))
        {
            Assert.Equal(SequenceFaultCode.UnknownSequence, RmFaults.TryRead(answer!, wsrm, out _)!.Code);
        }

        bobs.Abort();
        Assert.Equal(3, await alice.NextAsync().WaitAsync(s_guard, Token));
        await ((IClientChannel)alice).CloseAsync(Token).AsTask().WaitAsync(s_guard, Token);
    }

    private static CustomBinding CreateBinding()
    {
        var binding = SecureBindings.Http("Stateful");
        binding.Elements.Insert(0, new ReliableSessionBindingElement());
        return binding;
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    private sealed class Count : ICount
    {
        private int _count;

        public Task<int> NextAsync() => Task.FromResult(++_count);
    }
}

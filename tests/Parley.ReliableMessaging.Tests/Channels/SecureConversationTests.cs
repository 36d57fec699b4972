using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>Reliable sessions that belong to a security session. WS-ReliableMessaging 1.1, section 6.1.</summary>
public sealed class SecureConversationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task B2304_CreateSequence_refers_to_the_token_and_all_that_follows_must_come_in_the_same_security_session(bool is11)
    {
        await using var world = NewWorld(is11);
        await world.Listener.OpenAsync(Token);
        var client = await CreateAsync(world, refersTo: "urn:token");
        var channel = await world.AcceptAsync();
        var taking = channel.ReceiveRequestAsync(Token).AsTask();

        world.Service.Conversation = new FakeConversation("urn:other");
        using (var refused = await world.AskAsync(client.Data(1, "stolen")))
        {
            Assert.Equal(SequenceFaultCode.UnknownSequence, client.ReadFault(refused!)!.Code);
        }

        world.Service.Conversation = new FakeConversation("urn:token");
        var asking = world.AskAsync(client.Data(1, "mine"));
        var request = await ServiceWorld<IReplySessionChannel>.Guarded(taking);
        Assert.Equal("mine", request!.RequestMessage.GetBody<string>());
        await request.CloseAsync(Token);
        (await asking)?.Close();
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(true, "urn:other")]
    [InlineData(false, "urn:other")]
    public async Task R2305_CreateSequence_that_refers_to_no_token_or_another_is_refused(bool is11, string? refersTo)
    {
        await using var world = NewWorld(is11);
        await world.Listener.OpenAsync(Token);
        using var answer = await world.AskAsync(Create(world, refersTo));
        Assert.Equal(SequenceFaultCode.CreateSequenceRefused, world.Client.ReadFault(answer!)!.Code);
        Assert.Equal(0, world.Table.Live);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task B2304_and_R2302_a_client_ties_its_sequence_to_the_security_session_of_its_channel(bool is11)
    {
        string? said = null;
        var inner = new InMemoryRequests(message =>
        {
            said = message.ToString();
            throw new ProtocolException("Enough.");
        })
        {
            Conversation = new FakeConversation("urn:token"),
        };
        var element = new ReliableSessionBindingElement
        {
            ReliableMessagingVersion = is11 ? ReliableMessagingVersion.WSReliableMessaging11 : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
        };
        var factory = new CustomBinding(element, new FakeConversation.Element(), new TextMessageEncodingBindingElement(), inner)
            .BuildChannelFactory<IRequestSessionChannel>();
        await factory.OpenAsync(Token);
        await Assert.ThrowsAsync<ProtocolException>(() => factory.CreateChannel(new EndpointAddress("test://service/")).OpenAsync(Token).AsTask());
        Assert.Contains("URI=\"urn:token\"", said, StringComparison.Ordinal);
        Assert.Equal(is11, said!.Contains("UsesSequenceSTR", StringComparison.Ordinal));
    }

    private static ServiceWorld<IReplySessionChannel> NewWorld(bool is11) =>
        new(is11, typeof(IReplyChannel), below: new FakeConversation.Element()) { Service = { Conversation = new FakeConversation("urn:token") } };

    private static async Task<RawClient> CreateAsync(ServiceWorld<IReplySessionChannel> world, string refersTo)
    {
        world.Client.Created(await world.AskAsync(Create(world, refersTo)));
        return world.Client;
    }

    private static Message Create(ServiceWorld<IReplySessionChannel> world, string? refersTo)
    {
        var body = new CreateSequenceBody
        {
            AcksTo = new EndpointAddress(EndpointAddress.AnonymousUri),
            Offer = new SequenceOffer
            {
                Identifier = SequenceIdentifiers.Create(),
                Endpoint = new EndpointAddress(EndpointAddress.AnonymousUri),
                Behavior = IncompleteSequenceBehavior.DiscardFollowingFirstGap,
            },
            SecurityTokenReference = refersTo is null ? null : SecurityTokenReferenceElement.Create(new FakeConversation(refersTo).WriteTokenReference),
        };
        return RmMessages.CreateSequence(RawClient.Version, world.Wsrm, body, new System.Xml.UniqueId());
    }
}

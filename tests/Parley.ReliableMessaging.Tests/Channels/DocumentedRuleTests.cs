using System.Xml;
using System.Xml.Linq;
using Parley.Channels;
using Parley.Channels.Tests;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>Rules of WCF's documentation of the protocol that show between a client and a service.</summary>
public sealed class DocumentedRuleTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);
    private static readonly XNamespace s_addressing = "http://www.w3.org/2005/08/addressing";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task B1101_of_1_0_and_B1101_B1104_B1107_B1108_and_B2401_of_1_1_what_a_client_asks_for(bool is11, bool ordered)
    {
        var wsrm = is11 ? Wsrm.Version11 : Wsrm.February2005;
        XElement? said = null;
        var channel = await CreateAsync(is11, new ManualTimeProvider(), ordered, message =>
        {
            said = XElement.Parse(message.ToString());
            throw new ProtocolException("Enough.");
        });
        await Assert.ThrowsAsync<ProtocolException>(() => channel.OpenAsync(Token).AsTask().WaitAsync(s_guard, Token));

        XNamespace rm = wsrm.Namespace.Value;
        Assert.Empty(said!.Descendants(rm + "Expires"));
        Assert.Empty(said.Descendants(rm + "UsesSequenceSSL"));
        var offer = Assert.Single(said.Descendants(rm + "Offer"));
        var addresses = said.Descendants(s_addressing + "Address").Select(static address => address.Value).Distinct();
        Assert.Equal($"{s_addressing.NamespaceName}/anonymous", Assert.Single(addresses));
        Assert.Equal(is11 ? ["Identifier", "Endpoint", "IncompleteSequenceBehavior"] : ["Identifier"], offer.Elements().Select(static part => part.Name.LocalName));
        Assert.Equal(is11 ? ordered ? "DiscardFollowingFirstGap" : "NoDiscard" : null, offer.Element(rm + "IncompleteSequenceBehavior")?.Value);
    }

    [Theory]
    [InlineData(true, "DiscardFollowingFirstGap")]
    [InlineData(false, "NoDiscard")]
    public async Task B1107_and_B1108_of_1_1_what_a_service_says_of_the_order(bool ordered, string expected)
    {
        await using var world = new ServiceWorld<IReplySessionChannel>(true, typeof(IReplyChannel), element => element.Ordered = ordered);
        await world.Listener.OpenAsync(Token);
        Assert.Equal(expected, world.Client.Created(await world.AskAsync(world.Client.CreateSequence())).Behavior.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task B1106_of_1_1_how_long_the_service_says_that_a_sequence_lives_ends_nothing(bool is11)
    {
        var clock = new ManualTimeProvider();
        var wsrm = is11 ? Wsrm.Version11 : Wsrm.February2005;
        var channel = await CreateAsync(is11, clock, ordered: true, message =>
        {
            Assert.Equal(wsrm.Action(MessageKind.CreateSequence).Value, message.Headers.Action);
            return Task.FromResult<Message?>(RmMessages.CreateSequenceResponse(
                message.Version,
                wsrm,
                new CreateSequenceResponseBody
                {
                    Identifier = SequenceIdentifiers.Create(),
                    Expires = TimeSpan.FromSeconds(1),
                    Behavior = is11 ? IncompleteSequenceBehavior.NoDiscard : null,
                    AcceptAcksTo = new EndpointAddress("test://service/"),
                },
                message.Headers.MessageId!));
        });
        await channel.OpenAsync(Token);
        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(CommunicationState.Opened, channel.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R1104_R1106_R1107_and_R1109_of_1_0_R1103_and_R1113_of_1_1_what_the_service_says_goes_to_ReplyTo_with_its_reference_parameters(bool is11)
    {
        await using var world = new ServiceWorld<IDuplexSessionChannel>(is11, typeof(IDuplexSessionChannel));
        await world.Listener.OpenAsync(Token);
        var client = new EndpointAddress(new Uri("http://client/inbox"), AddressHeader.CreateAddressHeader("box", "urn:test", "7"));
        var connection = world.Service.Connect();
        var create = RmMessages.CreateSequence(
            RawClient.Version,
            world.Wsrm,
            new CreateSequenceBody { AcksTo = client, Offer = new SequenceOffer { Identifier = world.Client.Offer, Endpoint = client } },
            new UniqueId());
        create.Headers.To = new Uri("test://service/");
        connection.Send(create);
        world.Client.Created(await connection.ReceiveAsync());
        var channel = await world.AcceptAsync();

        await channel.SendAsync(Message.CreateMessage(RawClient.Version, "urn:down", "down"), Token);
        AssertGoesToClient(await connection.ReceiveAsync(), MessageKind.Message);
        connection.Send(world.Client.AckRequested(world.Client.Got(1)));
        AssertGoesToClient(await connection.ReceiveAsync(), MessageKind.Acknowledgement);

        void AssertGoesToClient(Message message, MessageKind kind)
        {
            using (message)
            {
                Assert.Equal(kind, world.Client.Read(message).Kind);
                Assert.Equal(client.Uri, message.Headers.To);
                Assert.Equal("7", message.Headers.GetHeader<string>("box", "urn:test"));
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void B1501_of_1_0_and_B1701_of_1_1_the_last_number_there_is_makes_no_fault(bool is11)
    {
        var settings = new ReliableSettings { Version = is11 ? ReliableVersion.V11 : ReliableVersion.February2005, Ordered = false };
        var engine = SequenceSession<int>.CreateResponder(settings, TimeSpan.Zero, "urn:in", offer: null);
        engine.HandleArrival(TimeSpan.Zero, new() { Kind = MessageKind.Message, Identifier = "urn:in", Number = long.MaxValue, Payload = 1, AckRequestedIdentifier = "urn:in" });
        Assert.True(engine.TryTakeDelivery(TimeSpan.Zero, out var delivery));
        Assert.Equal(long.MaxValue, delivery.Number);
        Assert.True(engine.TryGetTransmission(TimeSpan.Zero, out var answer));
        Assert.Equal(MessageKind.Acknowledgement, answer.Kind);
        Assert.Equal([new AckRange(long.MaxValue, long.MaxValue)], answer.Acknowledgement!.Ranges);
        Assert.Null(engine.Outcome);
    }

    private static async Task<IRequestSessionChannel> CreateAsync(bool is11, TimeProvider clock, bool ordered, Func<Message, Task<Message?>> serve)
    {
        var element = new ReliableSessionBindingElement(ordered)
        {
            ReliableMessagingVersion = is11 ? ReliableMessagingVersion.WSReliableMessaging11 : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
        };
        var factory = new CustomBinding(element, new TextMessageEncodingBindingElement(), new InMemoryRequests(serve)).BuildChannelFactory<IRequestSessionChannel>(clock);
        await factory.OpenAsync(Token);
        return factory.CreateChannel(new EndpointAddress("test://service/"));
    }
}

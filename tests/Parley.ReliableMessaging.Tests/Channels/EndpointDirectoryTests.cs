using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>What a listener asks those who know the endpoints before it makes a session.</summary>
public sealed class EndpointDirectoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 10)]
    [InlineData(true, 10)]
    [InlineData(false, 2004)]
    [InlineData(true, 2004)]
    public async Task B1603_of_1_0_and_B1802_of_1_1_CreateSequence_for_an_address_that_no_endpoint_has_is_told_that_the_endpoint_is_unavailable(bool is11, int addressing)
    {
        var version = addressing == 10 ? MessageVersion.Soap12WSAddressing10 : MessageVersion.Soap12WSAddressingAugust2004;
        await using var world = new ServiceWorld<IReplySessionChannel>(is11, typeof(IReplyChannel), version: version, parameters: [new Directory("test://service/orders")]);
        await world.Listener.OpenAsync(Token);
        var request = Create(world, version, "test://service/nobody");
        var id = request.Headers.MessageId;
        using var answer = await world.AskAsync(request);

        Assert.True(answer!.IsFault);
        Assert.Equal(id, answer.Headers.RelatesTo);
        Assert.Equal(version.Addressing.FaultAction!.Value, answer.Headers.Action);
        var fault = MessageFault.CreateFault(answer, int.MaxValue);
        Assert.True(fault.Code.IsSenderFault);
        Assert.Equal(("EndpointUnavailable", version.Addressing.Namespace.Value), (fault.Code.SubCode!.Name, fault.Code.SubCode.Namespace));
        Assert.Contains("test://service/nobody", fault.Reason.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, world.Table.Live);

        using var good = await world.AskAsync(Create(world, version, "test://service/orders"));
        world.Client.Created(good);
        Assert.Equal(1, world.Table.Live);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_acceptance_of_an_offer_has_the_headers_and_the_identity_of_the_endpoint_beside_the_address_that_was_asked_for(bool is11)
    {
        var endpoint = new EndpointAddress(
            new Uri("test://service/orders"), new DnsEndpointIdentity("service.example"), AddressHeader.CreateAddressHeader("shard", "urn:test", "7"));
        await using var world = new ServiceWorld<IReplySessionChannel>(is11, typeof(IReplyChannel), parameters: [new Directory(endpoint)]);
        await world.Listener.OpenAsync(Token);
        var accepted = world.Client.Created(await world.AskAsync(Create(world, RawClient.Version, "test://service/ORDERS"))).AcceptAcksTo!;
        Assert.Equal("test://service/ORDERS", accepted.Uri.OriginalString);
        Assert.Equal(endpoint.Identity, accepted.Identity);
        Assert.Equal("7", Assert.Single(accepted.Headers).GetValue<string>());
    }

    [Fact]
    public async Task As_long_as_the_endpoints_are_not_known_sessions_are_made()
    {
        await using var world = new ServiceWorld<IReplySessionChannel>(true, typeof(IReplyChannel), parameters: [new Directory((EndpointAddress?)null)]);
        await world.Listener.OpenAsync(Token);
        world.Client.Created(await world.AskAsync(Create(world, RawClient.Version, "test://service/anybody")));
        Assert.Equal(1, world.Table.Live);
    }

    private static Message Create(ServiceWorld<IReplySessionChannel> world, MessageVersion version, string to)
    {
        var anonymous = new EndpointAddress(EndpointAddress.AnonymousUri);
        var message = RmMessages.CreateSequence(
            version,
            world.Wsrm,
            new CreateSequenceBody { AcksTo = anonymous, Offer = new SequenceOffer { Identifier = SequenceIdentifiers.Create(), Endpoint = anonymous } },
            new System.Xml.UniqueId());
        message.Headers.ReplyTo = anonymous;
        message.Headers.To = new Uri(to);
        return message;
    }

    private sealed class Directory(EndpointAddress? only) : IEndpointDirectory
    {
        public Directory(string only)
            : this(new EndpointAddress(only))
        {
        }

        public bool TryFind(Message message, out EndpointAddress? address)
        {
            address = only;
            return only is null || Uri.Compare(only.Uri, message.Headers.To, UriComponents.AbsoluteUri, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
        }
    }
}

using Parley.Channels;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.Client;

public class ClientBaseTests
{
    [Fact]
    public async Task A_client_calls_through_its_channel_and_closes_all_it_owns()
    {
        var peer = Wire.EchoPeer();
        var client = new EchoClient(peer);
        Assert.Equal(CommunicationState.Created, client.State);
        Assert.Equal("x", client.Echo("x"));
        Assert.Equal(CommunicationState.Opened, client.State);
        await client.CloseAsync().Soon();
        Assert.Equal(CommunicationState.Closed, client.State);
        Assert.Equal(CommunicationState.Closed, client.ChannelFactory.State);
        Assert.Equal((1, 0), (peer.Closes, peer.Aborts));
    }

    [Fact]
    public void Synchronous_open_and_close_work()
    {
        var peer = Wire.EchoPeer();
        var client = new EchoClient(peer);
        client.Open();
        Assert.Equal("x", client.Echo("x"));
        client.Close();
        Assert.Equal(CommunicationState.Closed, client.State);
    }

    [Fact]
    public void The_exception_that_leaves_a_using_block_is_the_one_that_is_seen()
    {
        var peer = Wire.EchoPeer();
        peer.OnOpen = _ => throw new EndpointNotFoundException("nobody there");
        var error = Assert.Throws<EndpointNotFoundException>(() =>
        {
            using var client = new EchoClient(peer);
            client.Echo("x");
        });
        Assert.Equal("nobody there", error.Message);
    }

    [Fact]
    public async Task Dispose_of_a_client_that_was_never_used_opens_nothing()
    {
        var peer = Wire.EchoPeer();
        await using (var client = new EchoClient(peer))
        {
            Assert.Equal(CommunicationState.Created, client.State);
        }

        Assert.Equal(0, peer.Opens);
    }

    [Fact]
    public void Abort_ends_client_and_factory()
    {
        var peer = Wire.EchoPeer();
        var client = new EchoClient(peer);
        client.Echo("x");
        client.Abort();
        Assert.Equal(CommunicationState.Closed, client.State);
        Assert.Equal(1, peer.Aborts);
    }

    [Fact]
    public void Endpoint_credentials_and_inner_channel_are_the_factorys_and_the_proxys()
    {
        using var client = new EchoClient(Wire.EchoPeer());
        Assert.Same(client.ChannelFactory.Endpoint, client.Endpoint);
        Assert.Same(client.ChannelFactory.Credentials, client.ClientCredentials);
        Assert.Same(client.InnerChannel, client.InnerChannel);
        Assert.Equal(Wire.Address, client.InnerChannel.RemoteAddress);
    }

    private sealed class EchoClient : ClientBase<IEcho>
    {
        public EchoClient(MemoryPeer peer)
            : base(new CustomBinding(new MemoryTransport(peer, typeof(IDuplexSessionChannel))), Wire.Address) =>
            Endpoint.Behaviors.Add(new WordsBehavior());

        public string Echo(string text) => Channel.Echo(text);
    }
}

using Parley.Channels;
using Parley.Description;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.Client;

public class FactoryTests
{
    [Fact]
    public void A_factory_is_for_interfaces_only() =>
        Assert.Contains("no interface", Assert.Throws<InvalidOperationException>(() => new ChannelFactory<FactoryTests>(new CustomBinding())).Message, StringComparison.Ordinal);

    [Fact]
    public void A_factory_without_binding_or_address_says_what_is_missing()
    {
        Assert.Contains("binding", Assert.Throws<InvalidOperationException>(() => new ChannelFactory<IEcho>().CreateChannel()).Message, StringComparison.Ordinal);
        var factory = new ChannelFactory<IEcho>(new CustomBinding(new MemoryTransport(Wire.EchoPeer(), typeof(IRequestChannel))));
        Assert.Contains("address", Assert.Throws<InvalidOperationException>(() => factory.CreateChannel()).Message, StringComparison.Ordinal);
        Assert.NotNull(factory.CreateChannel(Wire.Address));
    }

    [Fact]
    public void A_contract_with_callbacks_needs_a_duplex_factory()
    {
        var factory = Wire.Factory<IChat>(Wire.EchoPeer(), typeof(IDuplexSessionChannel));
        var error = Assert.Throws<InvalidOperationException>(() => factory.CreateChannel());
        Assert.Contains("DuplexChannelFactory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_contract_without_callbacks_needs_a_plain_factory()
    {
        var factory = new DuplexChannelFactory<IEcho>(new object(), new CustomBinding(new MemoryTransport(Wire.EchoPeer(), typeof(IDuplexSessionChannel))), Wire.Address);
        var error = Assert.Throws<InvalidOperationException>(() => factory.CreateChannel());
        Assert.Contains("ChannelFactory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_callback_object_must_implement_the_callback_contract()
    {
        var factory = new DuplexChannelFactory<IChat>(new object(), new CustomBinding(new MemoryTransport(Wire.EchoPeer(), typeof(IDuplexSessionChannel))), Wire.Address);
        var error = Assert.Throws<InvalidOperationException>(() => factory.CreateChannel());
        Assert.Contains("IChatCallback", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Behaviors_of_a_callback_class_are_those_of_its_operations()
    {
        var factory = new DuplexChannelFactory<IChat>(new Releasing(), new CustomBinding(new MemoryTransport(Wire.EchoPeer(), typeof(IDuplexSessionChannel))), Wire.Address);
        var error = Assert.Throws<InvalidOperationException>(() => factory.CreateChannel());
        Assert.Contains("'Said'", error.Message, StringComparison.Ordinal);
        Assert.Contains("ReleaseInstanceMode", error.Message, StringComparison.Ordinal);
    }

    private sealed class Releasing : IChatCallback
    {
        [OperationBehavior(ReleaseInstanceMode = ReleaseInstanceMode.AfterCall)]
        public void Said(string text)
        {
        }

        public string Ask(string question) => question;
    }

    [Fact]
    public async Task An_interface_that_joins_contract_and_channel_is_both()
    {
        await using var factory = Wire.Factory<IEchoChannel>(Wire.EchoPeer(), typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var opened = 0;
        proxy.Opened += (_, _) => opened++;
        await proxy.OpenAsync().Soon();
        Assert.Equal("x", proxy.Echo("x"));
        Assert.Equal(CommunicationState.Opened, proxy.State);
        Assert.NotNull(proxy.SessionId);
        Assert.Same(((IContextChannel)proxy).Extensions, proxy.Extensions);
        using (new OperationContextScope(proxy))
        {
            Assert.Equal("y", proxy.Echo("y"));
        }

        await proxy.CloseAsync().Soon();
        Assert.Equal(1, opened);
    }

    [ServiceContract]
    public interface IAwkward
    {
        [OperationContract]
        string Close();

        [OperationContract]
        string Abort(string text);
    }

    [Fact]
    public async Task A_contract_may_have_methods_with_the_names_of_the_channels_own()
    {
        var peer = new MemoryPeer { Answer = request => new(Wire.Reply(request, "mine")) };
        await using var factory = Wire.Factory<IAwkward>(peer, typeof(IRequestChannel));
        var proxy = factory.CreateChannel();
        Assert.Equal("mine", proxy.Close());
        Assert.Equal("mine", proxy.Abort("x"));
        ((IClientChannel)proxy).Close();
        Assert.Equal(CommunicationState.Closed, ((IClientChannel)proxy).State);
    }

    [Fact]
    public async Task Each_channel_may_have_an_address_of_its_own()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        var proxy = factory.CreateChannel(new EndpointAddress("memory://other/"), new Uri("memory://via/"));
        proxy.Echo("x");
        Assert.Equal(new Uri("memory://other/"), peer.Request(0).Headers.To);
        Assert.Equal(new Uri("memory://other/"), ((IClientChannel)proxy).RemoteAddress!.Uri);
        Assert.Equal(new Uri("memory://via/"), ((IClientChannel)proxy).Via);
    }

    [Fact]
    public async Task A_channel_of_the_static_method_takes_its_factory_along()
    {
        var peer = new MemoryPeer();
        var endpoint = new ServiceEndpoint(
            ContractDescription.GetContract(typeof(INotices)), new CustomBinding(new MemoryTransport(peer, typeof(IOutputChannel))), Wire.Address);
        var proxy = ChannelFactory<INotices>.CreateChannel(endpoint.Binding!, Wire.Address);
        proxy.Tell("x");
        await ((IClientChannel)proxy).CloseAsync().Soon();
        Assert.Equal(CommunicationState.Closed, ((IClientChannel)proxy).State);
        Assert.Equal(1, peer.Closes);
    }

    [Fact]
    public async Task Extensions_of_a_channel_are_attached_to_it()
    {
        await using var factory = Wire.Factory<IEcho>(Wire.EchoPeer(), typeof(IRequestChannel));
        var channel = (IContextChannel)factory.CreateChannel();
        var extension = new Extension();
        channel.Extensions.Add(extension);
        Assert.Same(extension, channel.Extensions.Find<Extension>());
        Assert.NotNull(extension.Owner);
    }

    [Fact]
    public async Task Credentials_are_a_behaviour_of_the_endpoint()
    {
        await using var factory = Wire.Factory<IEcho>(Wire.EchoPeer(), typeof(IRequestChannel));
        factory.Credentials.UserName.UserName = "alice";
        Assert.Same(factory.Credentials, factory.Endpoint.Behaviors.Find<ClientCredentials>());
    }

    private sealed class Extension : IExtension<IContextChannel>
    {
        public IContextChannel? Owner { get; private set; }

        public void Attach(IContextChannel owner) => Owner = owner;

        public void Detach(IContextChannel owner) => Owner = null;
    }
}

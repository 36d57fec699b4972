using System.Xml;
using Parley.Channels;
using Parley.Description;
using Parley.Dispatcher;

namespace Parley.AspNetCore.Tests.Clients;

/// <summary>Clients that send messages as they are: by the binding's own channels, and by contracts of any action.</summary>
public sealed class UntypedMessageTests
{
    private const string Action = "urn:parley:tests/IEcho/Say";

    [ServiceContract(Name = "IEcho", Namespace = "urn:parley:tests")]
    public interface IEcho
    {
        [OperationContract(Action = Action, ReplyAction = Action + "Response")]
        Message Say(Message message);

        [OperationContract(IsOneWay = true, Action = "urn:parley:tests/IEcho/Note")]
        void Note(Message message);
    }

    [ServiceContract]
    public interface IProcess
    {
        [OperationContract(Action = "*", ReplyAction = "*")]
        Message Process(Message message);

        [OperationContract(Name = "Other", Action = "urn:parley:tests/other", ReplyAction = "*")]
        Task<Message> OtherAsync(Message message);
    }

    private static EndpointAddress At(ServiceHost host) => new(host.ChannelDispatchers[0].Listener!.Uri);

    private static async Task<ServiceHost> HostAsync(Echo echo, Binding binding)
    {
        var host = new ServiceHost(echo);
        host.AddServiceEndpoint(typeof(IEcho), binding, $"{binding.Scheme}://127.0.0.1:0/echo");
        await host.OpenAsync();
        return host;
    }

    private static Binding Create(string scheme) => scheme switch
    {
        "http" => new WSHttpBinding(SecurityMode.None),
        "basic" => new BasicHttpBinding(),
        _ => new NetTcpBinding(SecurityMode.None),
    };

    [Theory]
    [InlineData("http")]
    [InlineData("basic")]
    public async Task A_channel_factory_of_a_request_channel_gives_the_channel_of_the_binding(string scheme)
    {
        var echo = new Echo();
        await using var host = await HostAsync(echo, Create(scheme));
        await using var factory = new ChannelFactory<IRequestChannel>(Create(scheme), At(host));

        var channel = factory.CreateChannel();
        Assert.Equal(CommunicationState.Created, channel.State);
        Assert.Equal(At(host), channel.RemoteAddress);
        Assert.IsNotAssignableFrom<IClientChannel>(channel);
        channel.Open();
        using var request = Message.CreateMessage(factory.Endpoint.Binding!.MessageVersion!, Action, (object)"hello");
        if (scheme == "http")
        {
            request.Headers.MessageId = new UniqueId();
        }

        using var reply = await channel.RequestAsync(request).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("hello", reply!.GetBody<string>());
        Assert.Equal(At(host).Uri, echo.LastTo);

        await factory.CloseAsync();
        Assert.Equal(CommunicationState.Closed, channel.State);
    }

    [Fact]
    public async Task A_channel_factory_of_a_duplex_session_channel_gives_a_session_of_the_binding()
    {
        await using var host = await HostAsync(new Echo(), Create("net.tcp"));
        await using var factory = new ChannelFactory<IDuplexSessionChannel>(Create("net.tcp"), At(host));
        var channel = factory.CreateChannel();
        await channel.OpenAsync();
        using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, Action, (object)"hello");
        var id = new UniqueId();
        request.Headers.MessageId = id;
        request.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
        await channel.SendAsync(request);
        using var reply = await channel.ReceiveAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("hello", reply!.GetBody<string>());
        Assert.Equal(id, reply.Headers.RelatesTo);
        await channel.CloseAsync();
    }

    [Fact]
    public async Task A_session_of_the_binding_serves_as_an_output_channel()
    {
        var echo = new Echo();
        await using var host = await HostAsync(echo, Create("net.tcp"));
        await using var factory = new ChannelFactory<IOutputChannel>(Create("net.tcp"));
        var channel = factory.CreateChannel(At(host));
        await channel.OpenAsync();
        using var note = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:parley:tests/IEcho/Note", (object)"noted");
        await channel.SendAsync(note);
        Assert.Equal("noted", await echo.Noted.WaitAsync(TimeSpan.FromSeconds(30)));
        await channel.CloseAsync();
    }

    [Fact]
    public async Task A_shape_that_the_binding_does_not_build_is_refused_with_the_ones_that_it_builds()
    {
        await using var factory = new ChannelFactory<IRequestChannel>(Create("net.tcp"), new EndpointAddress("net.tcp://127.0.0.1:1/echo"));
        var error = Assert.Throws<InvalidOperationException>(factory.CreateChannel);
        Assert.Contains("It builds IDuplexSessionChannel.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_inspector_that_would_see_nothing_is_refused()
    {
        await using var factory = new ChannelFactory<IRequestChannel>(Create("http"), new EndpointAddress("http://127.0.0.1:1/echo"));
        factory.Endpoint.Behaviors.Add(new Inspector());
        var error = Assert.Throws<NotSupportedException>(factory.CreateChannel);
        Assert.Contains("inspector", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("basic")]
    [InlineData("net.tcp")]
    public async Task A_contract_of_any_action_carries_messages_as_they_are(string scheme)
    {
        await using var host = await HostAsync(new Echo(), Create(scheme));
        await using var factory = new ChannelFactory<IProcess>(Create(scheme), At(host));
        var proxy = factory.CreateChannel();
        var version = factory.Endpoint.Binding!.MessageVersion!;

        for (var i = 0; i < 2; i++)
        {
            using var reply = proxy.Process(Message.CreateMessage(version, Action, (object)$"hello {i}"));
            Assert.Equal($"hello {i}", reply.GetBody<string>());
            Assert.Equal(version.Addressing == AddressingVersion.None ? null : Action + "Response", reply.Headers.Action);
        }

        await ((IClientChannel)proxy).CloseAsync();
    }

    [Theory]
    [InlineData("http")]
    [InlineData("net.tcp")]
    public async Task A_contract_of_any_action_gets_a_fault_as_a_message(string scheme)
    {
        await using var host = await HostAsync(new Echo(), Create(scheme));
        await using var factory = new ChannelFactory<IProcess>(Create(scheme), At(host));
        var proxy = factory.CreateChannel();
        using var reply = proxy.Process(
            Message.CreateMessage(factory.Endpoint.Binding!.MessageVersion!, "urn:parley:tests/nowhere", (object)"hello"));
        Assert.True(reply.IsFault);
        Assert.Equal("ActionNotSupported", MessageFault.CreateFault(reply, int.MaxValue).Code.SubCode!.Name);
    }

    private sealed class Inspector : IClientMessageInspector, IEndpointBehavior
    {
        public void Validate(ServiceEndpoint endpoint)
        {
        }

        public void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection bindingParameters)
        {
        }

        public void ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher endpointDispatcher)
        {
        }

        public void ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime clientRuntime) => clientRuntime.MessageInspectors.Add(this);

        public object? BeforeSendRequest(ref Message request, IClientChannel channel) => null;

        public void AfterReceiveReply(ref Message reply, object? correlationState)
        {
        }
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Multiple)]
    private sealed class Echo : IEcho
    {
        private readonly TaskCompletionSource<string> _noted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Noted => _noted.Task;

        public Uri? LastTo { get; private set; }

        public Message Say(Message message)
        {
            LastTo = message.Headers.To;
            return Message.CreateMessage(message.Version, Action + "Response", (object)message.GetBody<string>());
        }

        public void Note(Message message) => _noted.TrySetResult(message.GetBody<string>());
    }
}

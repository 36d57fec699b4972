using Parley.Channels;
using Parley.FunctionalTests.Security;
using Parley.ReliableMessaging;

namespace Parley.FunctionalTests.Reliable;

/// <summary>Every cell of the two tables of channel shapes, at both sides: a session that is opened, used and closed over real sockets.</summary>
public sealed class ShapeTableTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    /// <summary>Where the shapes below are found: plain HTTP, HTTP with a secure session, net.tcp, HTTP both ways.</summary>
    public static TheoryData<string, bool> Transports => new MatrixTheoryData<string, bool>(["Request", "RequestSession", "DuplexSession", "Duplex"], [false, true]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task An_output_session_reaches_an_input_session(string below, bool is11)
    {
        await using var world = await World<IOutputSessionChannel, IInputSessionChannel>.StartAsync(below, is11);
        var (client, service) = await world.ConnectAsync(static client => client.SendAsync(Text("1"), Token));
        await client.SendAsync(Text("2"), Token);
        Assert.Equal("1", await ReadAsync(service));
        Assert.Equal("2", await ReadAsync(service));
        Assert.Equal(client.Session.Id, service.Session.Id);
        await CloseAsync(client, service, service.ReceiveAsync);
    }

    [Theory]
    [InlineData("DuplexSession", false)]
    [InlineData("DuplexSession", true)]
    [InlineData("Duplex", false)]
    [InlineData("Duplex", true)]
    public async Task A_duplex_session_reaches_a_duplex_session(string below, bool is11)
    {
        await using var world = await World<IDuplexSessionChannel, IDuplexSessionChannel>.StartAsync(below, is11);
        var (client, service) = await world.ConnectAsync(static client => client.SendAsync(Text("1"), Token));
        Assert.Equal("1", await ReadAsync(service));
        await service.SendAsync(Text("2"), Token);
        Assert.Equal("2", await ReadAsync(client));
        Assert.Equal(client.Session.Id, service.Session.Id);
        await CloseAsync(client, service, service.ReceiveAsync);
    }

    [Theory]
    [InlineData("Request", false)]
    [InlineData("Request", true)]
    [InlineData("RequestSession", false)]
    [InlineData("RequestSession", true)]
    public async Task A_request_session_reaches_a_reply_session(string below, bool is11)
    {
        await using var world = await World<IRequestSessionChannel, IReplySessionChannel>.StartAsync(below, is11);
        Task<Message?>? asking = null;
        var (client, service) = await world.ConnectAsync(client =>
        {
            asking = client.RequestAsync(Text("1"), Token).AsTask();
            return default;
        });
        await using (var context = (await service.ReceiveRequestAsync(Token).AsTask().WaitAsync(s_guard, Token))!)
        {
            Assert.Equal("1", context.RequestMessage.GetBody<string>());
            var reply = Text("2");
            reply.Headers.RelatesTo = context.RequestMessage.Headers.MessageId;
            await context.ReplyAsync(reply, Token);
        }

        using (var answer = await asking!.WaitAsync(s_guard, Token))
        {
            Assert.Equal("2", answer!.GetBody<string>());
        }

        Assert.Equal(client.Session.Id, service.Session.Id);
        await CloseAsync(client, service, service.ReceiveRequestAsync);
    }

    private static Message Text(string text)
    {
        var message = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:test", text);
        if (text == "1")
        {
            message.Headers.MessageId = new System.Xml.UniqueId();
        }

        return message;
    }

    private static async Task<string> ReadAsync(IInputChannel channel)
    {
        using var message = await channel.ReceiveAsync(Token).AsTask().WaitAsync(s_guard, Token);
        return message!.GetBody<string>();
    }

    private static async Task CloseAsync<T>(IChannel client, IChannel service, Func<CancellationToken, ValueTask<T?>> receiveAsync)
        where T : class
    {
        var closing = client.CloseAsync(Token).AsTask();
        Assert.Null(await receiveAsync(Token).AsTask().WaitAsync(s_guard, Token));
        await service.CloseAsync(Token).AsTask().WaitAsync(s_guard, Token);
        await closing.WaitAsync(s_guard, Token);
        Assert.Equal((CommunicationState.Closed, CommunicationState.Closed), (client.State, service.State));
    }

    private sealed class World<TClient, TService>(IChannelFactory<TClient> factory, IChannelListener<TService> listener) : IAsyncDisposable
        where TClient : class, IChannel
        where TService : class, IChannel
    {
        public static async Task<World<TClient, TService>> StartAsync(string below, bool is11)
        {
            var scheme = below == "DuplexSession" ? "net.tcp" : "http";
            var binding = CreateBinding(below, is11);
            BindingParameterCollection parameters = [KestrelTransports.Default, SecuredRecording.CreateServiceCredentials()];
            var listener = binding.BuildChannelListener<TService>(new Uri($"{scheme}://127.0.0.1:0/shapes"), parameters);
            await listener.OpenAsync(Token);
            var factory = CreateBinding(below, is11).BuildChannelFactory<TClient>(SecuredRecording.CreateClientCredentials());
            await factory.OpenAsync(Token);

            // It goes over what the table says, at both sides.
            var context = new BindingContext(CreateBinding(below, is11), []);
            context.RemainingBindingElements.Remove<ReliableSessionBindingElement>();
            Assert.Equal(below, ReliableShapes.UnderFactory(typeof(TClient), context).ToString());
            Assert.Equal(below.Replace("Request", "Reply", StringComparison.Ordinal), ReliableShapes.UnderListener(typeof(TService), context).ToString());
            return new World<TClient, TService>(factory, listener);
        }

        /// <summary>Opens a client's channel, has it say something, and takes the service's.</summary>
        public async Task<(TClient Client, TService Service)> ConnectAsync(Func<TClient, ValueTask> speakAsync)
        {
            var client = factory.CreateChannel(new EndpointAddress(listener.Uri, new DnsEndpointIdentity("localhost")));
            await client.OpenAsync(Token).AsTask().WaitAsync(s_guard, Token);
            await speakAsync(client);
            var service = (await listener.AcceptChannelAsync(Token).AsTask().WaitAsync(s_guard, Token))!;
            await service.OpenAsync(Token);
            return (client, service);
        }

        public ValueTask DisposeAsync()
        {
            factory.Abort();
            listener.Abort();
            return default;
        }

        private static CustomBinding CreateBinding(string below, bool is11)
        {
            var binding = below switch
            {
                "Request" => new CustomBinding(new TextMessageEncodingBindingElement(), new HttpTransportBindingElement()),
                "RequestSession" => SecureBindings.Http("Session"),
                "DuplexSession" => new CustomBinding(new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement()),
                _ => new CustomBinding(new CompositeDuplexBindingElement(), new OneWayBindingElement(), new TextMessageEncodingBindingElement(), new HttpTransportBindingElement()),
            };
            binding.Elements.Insert(0, new ReliableSessionBindingElement
            {
                ReliableMessagingVersion = is11 ? ReliableMessagingVersion.WSReliableMessaging11 : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
            });
            return binding;
        }
    }
}

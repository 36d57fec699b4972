using Parley.Channels;
using Parley.Channels.Framing;

namespace Parley.FunctionalTests.Framing;

public class StreamedTests
{
    [Theory]
    [InlineData(TransferMode.Streamed)]
    [InlineData(TransferMode.StreamedRequest)]
    [InlineData(TransferMode.StreamedResponse)]
    public async Task Requests_get_their_replies_and_the_connection_serves_again(TransferMode mode)
    {
        await using var host = await ReplyHost.StartAsync(CreateBinding(mode), EchoAsync);
        var (factory, channel) = await OpenAsync(mode, host.Uri);
        foreach (var text in (string[])["one", new string('x', 50_000), "three"])
        {
            using var reply = await channel.RequestAsync(Messages.Create(text)).AsTask().WaitAsync(FramingHost.Guard);
            Assert.Equal(text, reply!.GetBody<string>());
        }

        await channel.CloseAsync().AsTask().WaitAsync(FramingHost.Guard);
        Assert.Equal(1, host.Connections);
        await factory.CloseAsync();
    }

    [Fact]
    public async Task A_request_without_a_reply_returns_nothing()
    {
        await using var host = await ReplyHost.StartAsync(CreateBinding(TransferMode.Streamed), async context =>
        {
            await context.ReplyAsync(null);
            await context.CloseAsync();
        });
        var (factory, channel) = await OpenAsync(TransferMode.Streamed, host.Uri);

        Assert.Null(await channel.RequestAsync(Messages.Create("x")).AsTask().WaitAsync(FramingHost.Guard));
        Assert.Null(await channel.RequestAsync(Messages.Create("y")).AsTask().WaitAsync(FramingHost.Guard));
        await channel.CloseAsync();
        await factory.CloseAsync();
    }

    [Fact]
    public async Task Many_requests_at_once_take_a_connection_each()
    {
        await using var host = await ReplyHost.StartAsync(CreateBinding(TransferMode.Streamed), EchoAsync);
        var (factory, channel) = await OpenAsync(TransferMode.Streamed, host.Uri);
        var texts = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var reply = await channel.RequestAsync(Messages.Create("text " + i));
            return reply!.GetBody<string>();
        })).WaitAsync(FramingHost.Guard);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => "text " + i), texts);
        await channel.CloseAsync();
        await factory.CloseAsync();
    }

    [Fact]
    public async Task A_request_that_the_service_aborts_fails_and_its_message_is_closed()
    {
        var state = new TaskCompletionSource<MessageState>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await ReplyHost.StartAsync(CreateBinding(TransferMode.Streamed), context =>
        {
            context.Abort();
            state.TrySetResult(context.RequestMessage.State);
            return Task.CompletedTask;
        });
        var (factory, channel) = await OpenAsync(TransferMode.Streamed, host.Uri);

        await Assert.ThrowsAsync<CommunicationException>(() => channel.RequestAsync(Messages.Create("x")).AsTask().WaitAsync(FramingHost.Guard));
        await channel.CloseAsync();
        await factory.CloseAsync();
        Assert.Equal(MessageState.Closed, await state.Task.WaitAsync(FramingHost.Guard));
    }

    [Fact]
    public async Task A_session_client_and_a_streamed_service_are_told_apart()
    {
        await using var host = await ReplyHost.StartAsync(CreateBinding(TransferMode.Streamed), EchoAsync);
        var binding = new CustomBinding(new TextMessageEncodingBindingElement(), new TcpTransportBindingElement());
        await using var client = await FramingClient.OpenAsync(binding);

        var exception = await Assert.ThrowsAsync<ProtocolException>(() => client.ConnectAsync(host.Uri));
        Assert.Contains("TransferMode", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_beyond_what_the_service_allows_is_told_so()
    {
        await using var host = await ReplyHost.StartAsync(CreateBinding(TransferMode.StreamedResponse), EchoAsync);
        var (factory, channel) = await OpenAsync(TransferMode.StreamedResponse, host.Uri);

        var exception = await Assert.ThrowsAsync<CommunicationException>(
            () => channel.RequestAsync(Messages.Create(new string('x', 100_000))).AsTask().WaitAsync(FramingHost.Guard));
        Assert.IsType<QuotaExceededException>(exception.InnerException);
        using var reply = await channel.RequestAsync(Messages.Create("honest")).AsTask().WaitAsync(FramingHost.Guard);
        Assert.Equal("honest", reply!.GetBody<string>());
        await factory.CloseAsync();
    }

    [Fact]
    public async Task A_reply_that_is_held_whole_and_is_beyond_MaxBufferSize_names_it()
    {
        await using var host = await ReplyHost.StartAsync(CreateBinding(TransferMode.Streamed), EchoAsync);
        var binding = new CustomBinding(
            new BinaryMessageEncodingBindingElement { ReaderQuotas = { MaxStringContentLength = 1_000_000 } },
            new TcpTransportBindingElement { TransferMode = TransferMode.StreamedRequest, MaxReceivedMessageSize = 1_000_000, MaxBufferSize = 5000 });
        var factory = binding.BuildChannelFactory<IRequestChannel>();
        await factory.OpenAsync();
        var channel = factory.CreateChannel(new EndpointAddress(host.Uri));
        await channel.OpenAsync();

        var exception = await Assert.ThrowsAsync<CommunicationException>(
            () => channel.RequestAsync(Messages.Create(new string('x', 10_000))).AsTask().WaitAsync(FramingHost.Guard));
        Assert.Contains("larger than MaxBufferSize, which is 5000", exception.Message, StringComparison.Ordinal);
        channel.Abort();
        factory.Abort();
    }

    [Fact]
    public async Task A_request_that_takes_long_and_is_too_large_is_told_so_too()
    {
        var time = new ManualTime();
        await using var host = await ReplyHost.StartAsync(CreateBinding(TransferMode.StreamedResponse), EchoAsync, time);
        using var peer = await RawPeer.ConnectAsync(host.Uri);
        await peer.SendAsync(RawPeer.Preamble(host.Uri, encoding: 7, FramingMode.SingletonUnsized));
        Assert.Equal(RawPeer.Acknowledgement, await peer.ReadAsync(1));
        await FramingHost.UntilAsync(() => time.ActiveTimers == 1, "the service to read the request");

        // Longer than the channel initialization timeout, which is for the preamble; shorter than the receive timeout.
        time.Advance(TimeSpan.FromMinutes(2));
        await peer.SendAsync([0x05, 0x80, 0x80, 0x08, .. new byte[70_000]]);

        var fault = System.Text.Encoding.UTF8.GetString(await peer.ReadToEndAfterFaultAsync());
        Assert.EndsWith("MaxMessageSizeExceededFault", fault, StringComparison.Ordinal);
    }

    private static async Task EchoAsync(RequestContext context)
    {
        var text = context.RequestMessage.GetBody<string>();
        await context.ReplyAsync(Message.CreateMessage(context.RequestMessage.Version, Messages.Action + "Response", text));
        await context.CloseAsync();
    }

    private static CustomBinding CreateBinding(TransferMode mode) =>
        new(
            new BinaryMessageEncodingBindingElement { ReaderQuotas = { MaxStringContentLength = 65536 } },
            new TcpTransportBindingElement { TransferMode = mode, ConnectionPoolSettings = { GroupName = Guid.NewGuid().ToString() } });

    private static async Task<(IChannelFactory<IRequestChannel> Factory, IRequestChannel Channel)> OpenAsync(TransferMode mode, Uri uri)
    {
        var factory = CreateBinding(mode).BuildChannelFactory<IRequestChannel>();
        await factory.OpenAsync();
        var channel = factory.CreateChannel(new EndpointAddress(uri));
        await channel.OpenAsync();
        return (factory, channel);
    }

    private sealed class ReplyHost : IAsyncDisposable
    {
        private readonly IChannelListener<IReplyChannel> _listener;
        private readonly Task _serving;

        private ReplyHost(IChannelListener<IReplyChannel> listener, Func<RequestContext, Task> serve)
        {
            _listener = listener;
            _serving = ServeAsync(serve);
        }

        public Uri Uri => _listener.Uri;

        public int Connections => _listener.GetProperty<SharedListener>()!.ConnectionCount;

        public static async Task<ReplyHost> StartAsync(Binding binding, Func<RequestContext, Task> serve, params object[] parameters)
        {
            var listener = binding.BuildChannelListener<IReplyChannel>(
                new Uri("net.tcp://127.0.0.1:0/echo"), (object[])[KestrelTransports.Default, .. parameters]);
            await listener.OpenAsync();
            return new ReplyHost(listener, serve);
        }

        public async ValueTask DisposeAsync()
        {
            await _listener.CloseAsync();
            await _serving.WaitAsync(FramingHost.Guard);
        }

        private async Task ServeAsync(Func<RequestContext, Task> serve)
        {
            var channel = await _listener.AcceptChannelAsync();
            await channel!.OpenAsync();
            while (await channel.ReceiveRequestAsync() is { } context)
            {
                _ = serve(context);
            }
        }
    }
}

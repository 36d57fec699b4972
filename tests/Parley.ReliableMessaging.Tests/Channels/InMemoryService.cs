using System.Threading.Channels;
using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>
/// The service's end of a transport whose clients are the test: requests with their responses, or connections. Messages travel as bytes.
/// </summary>
/// <param name="shape">IReplyChannel or IDuplexSessionChannel.</param>
/// <param name="version">The version of its messages.</param>
internal sealed class InMemoryService(Type shape, MessageVersion version) : TransportBindingElement
{
    private readonly MessageEncoder _encoder =
        new TextMessageEncodingBindingElement(version, System.Text.Encoding.UTF8).CreateMessageEncoderFactory().Encoder;
    private readonly Channel<RequestContext> _requests = Channel.CreateUnbounded<RequestContext>();
    private readonly Channel<IChannel> _channels = Channel.CreateUnbounded<IChannel>();

    public override string Scheme => "test";

    public MessageEncoder Encoder => _encoder;

    /// <summary>Why the next answer cannot be sent; null when it can.</summary>
    public Exception? FailNextReply { get; set; }

    /// <summary>The security session that messages come in from now on.</summary>
    public ISecureConversation? Conversation { get; set; }

    public override BindingElement Clone() => this;

    public override bool CanBuildChannelListener<TChannel>(BindingContext context) => typeof(TChannel) == shape;

    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context)
    {
        var listener = new Listener<TChannel>(context, _channels);
        if (shape == typeof(IReplyChannel))
        {
            _channels.Writer.TryWrite(new ReplyChannel(listener, _requests, this));
        }

        return listener;
    }

    /// <summary>Sends a request; the task has its response, null for one without content.</summary>
    public Task<Message?> RequestAsync(Message message, CancellationToken gone = default) =>
        SendAsync(InMemoryRequests.Travel(message, _encoder), gone);

    /// <summary>Sends a request as it is, right or wrong.</summary>
    public Task<Message?> SendAsync(Message message, CancellationToken gone = default) => SendAsync(message, gone, out _);

    /// <summary>Sends a request as it is, right or wrong.</summary>
    /// <param name="message">The request.</param>
    /// <param name="gone">Fires when the client waits no more.</param>
    /// <param name="closed">Done when the service has closed the request.</param>
    public Task<Message?> SendAsync(Message message, CancellationToken gone, out Task closed)
    {
        var request = new Request(this, message, gone);
        Assert.True(_requests.Writer.TryWrite(request));
        closed = request.Closed;
        return request.Response;
    }

    /// <summary>Makes a connection.</summary>
    public ClientConnection Connect()
    {
        var connection = new ClientConnection(_encoder);
        _channels.Writer.TryWrite(new ConnectionChannel(connection));
        return connection;
    }

    /// <summary>The client's end of a connection.</summary>
    internal sealed class ClientConnection(MessageEncoder encoder)
    {
        /// <summary>To the service.</summary>
        public Channel<Message> Up { get; } = Channel.CreateUnbounded<Message>();

        /// <summary>To the client.</summary>
        public Channel<Message> Down { get; } = Channel.CreateUnbounded<Message>();

        /// <summary>Fires when the service has ended the connection.</summary>
        public TaskCompletionSource<bool> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Send(Message message) => Assert.True(Up.Writer.TryWrite(InMemoryRequests.Travel(message, encoder)));

        public async Task<Message> ReceiveAsync() =>
            await Down.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        /// <summary>The network cuts it.</summary>
        public void Cut() => Up.Writer.TryComplete(new CommunicationException("The test cut the connection."));

        /// <summary>The client ends it.</summary>
        public void End() => Up.Writer.TryComplete();

        internal void Receive(Message message) => Down.Writer.TryWrite(InMemoryRequests.Travel(message, encoder));
    }

    private sealed class Listener<TChannel>(BindingContext context, Channel<IChannel> channels) : ChannelListenerBase<TChannel>(context.Binding)
        where TChannel : class, IChannel
    {
        public override Uri Uri { get; } = context.ListenUri;

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

        protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
        {
            channels.Writer.TryComplete();
            return default;
        }

        protected override void OnAbort() => channels.Writer.TryComplete();

        protected override async ValueTask<TChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken) =>
            await channels.Reader.WaitToReadAsync(cancellationToken) && channels.Reader.TryRead(out var channel) ? (TChannel)channel : null;
    }

    private sealed class Request(InMemoryService service, Message message, CancellationToken gone) : RequestContext
    {
        private readonly TaskCompletionSource<Message?> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Message?> Response => _response.Task;

        public Task Closed => _closed.Task;

        public override Message RequestMessage => message;

        internal override CancellationToken Aborted => gone;

        public override ValueTask ReplyAsync(Message? reply, CancellationToken cancellationToken = default)
        {
            if (service.FailNextReply is { } failure)
            {
                service.FailNextReply = null;
                throw failure;
            }

            Assert.True(
                _response.TrySetResult(reply is null ? null : InMemoryRequests.Travel(reply, service.Encoder)), "A request was answered twice.");
            return default;
        }

        public override ValueTask CloseAsync(CancellationToken cancellationToken = default)
        {
            message.Close();
            Assert.True(_response.Task.IsCompleted, "A request was closed before it was answered.");
            _closed.TrySetResult();
            return default;
        }

        public override void Abort()
        {
            message.Close();
            _response.TrySetException(new CommunicationException("The service aborted the request."));
        }
    }

    private sealed class ReplyChannel(ChannelManagerBase listener, Channel<RequestContext> requests, InMemoryService service) : ChannelBase(listener), IReplyChannel
    {
        public override T? GetProperty<T>()
            where T : class => base.GetProperty<T>() ?? service.Conversation as T;

        public EndpointAddress? LocalAddress { get; } = new("test://service/");

        public async ValueTask<RequestContext?> ReceiveRequestAsync(CancellationToken cancellationToken = default) =>
            await requests.Reader.WaitToReadAsync(cancellationToken) && requests.Reader.TryRead(out var request) ? request : null;

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

        protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
        {
            requests.Writer.TryComplete();
            return default;
        }

        protected override void OnAbort() => requests.Writer.TryComplete();
    }

    private sealed class ConnectionChannel(ClientConnection connection) : CommunicationObject, IDuplexSessionChannel
    {
        public EndpointAddress? LocalAddress { get; } = new("test://service/");

        public EndpointAddress RemoteAddress { get; } = new(EndpointAddress.AnonymousUri);

        public Uri Via { get; } = new("test://service/");

        public IDuplexSession Session => throw new NotSupportedException();

        protected override TimeSpan DefaultOpenTimeout => TimeSpan.FromMinutes(1);

        protected override TimeSpan DefaultCloseTimeout => TimeSpan.FromMinutes(1);

        public T? GetProperty<T>()
            where T : class => null;

        public async ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                return await connection.Up.Reader.ReadAsync(cancellationToken);
            }
            catch (ChannelClosedException exception)
            {
                return exception.InnerException is { } cut ? throw cut : null;
            }
        }

        public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
        {
            connection.Receive(message);
            return default;
        }

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

        protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
        {
            connection.Ended.TrySetResult(true);
            return default;
        }

        protected override void OnAbort()
        {
            connection.Up.Writer.TryComplete(new CommunicationObjectAbortedException("Aborted."));
            connection.Ended.TrySetResult(false);
        }
    }
}

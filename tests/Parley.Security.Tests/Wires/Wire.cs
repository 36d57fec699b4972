using Parley.Channels;

namespace Parley.Security.Tests.Wires;

/// <summary>
/// A transport of requests and responses within the process. All messages travel as bytes, which the test may look at and change. A request is
/// taken on the thread that sends it, as over HTTP.
/// </summary>
internal sealed class Wire : TransportBindingElement
{
    private volatile WireReplyChannel? _service;

    public override string Scheme => "test";

    /// <summary>Changes requests on their way; null leaves them alone.</summary>
    public Func<byte[], byte[]>? OnRequest { get; set; }

    /// <summary>Changes replies on their way; null leaves them alone.</summary>
    public Func<byte[], byte[]>? OnReply { get; set; }

    public override BindingElement Clone() => this;

    public override bool CanBuildChannelFactory<TChannel>(BindingContext context) => typeof(TChannel) == typeof(IRequestChannel);

    public override bool CanBuildChannelListener<TChannel>(BindingContext context) => typeof(TChannel) == typeof(IReplyChannel);

    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context) =>
        (IChannelFactory<TChannel>)(object)new WireFactory(this, context.Binding, EncoderOf(context));

    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context) =>
        (IChannelListener<TChannel>)(object)new WireListener(this, context, EncoderOf(context));

    /// <summary>Sends a request as it is, right or wrong.</summary>
    /// <returns>The response; null for one without content.</returns>
    /// <exception cref="WireAbortedException">The service answered nothing.</exception>
    /// <exception cref="NotAMessageException">The service's encoder cannot read it.</exception>
    public async Task<byte[]?> PostAsync(byte[] request, CancellationToken cancellationToken = default)
    {
        var changed = OnRequest is { } change ? change(request) : request;
        var response = await (_service ?? throw new EndpointNotFoundException("Nobody listens.")).PostAsync(changed, cancellationToken);
        return response is not null && OnReply is { } changeReply ? changeReply(response) : response;
    }

    internal static byte[] Write(Message message, MessageEncoder encoder)
    {
        var buffers = BufferManager.CreateBufferManager(0, int.MaxValue);
        using (message)
        {
            var written = encoder.WriteMessage(message, int.MaxValue, buffers);
            var bytes = written.ToArray();
            buffers.ReturnBuffer(written.Array!);
            return bytes;
        }
    }

    /// <exception cref="NotAMessageException">The encoder cannot read it.</exception>
    internal static Message Read(byte[] bytes, MessageEncoder encoder)
    {
        var buffers = BufferManager.CreateBufferManager(0, int.MaxValue);
        var buffer = buffers.TakeBuffer(bytes.Length);
        bytes.CopyTo(buffer, 0);
        try
        {
            return encoder.ReadMessage(new ArraySegment<byte>(buffer, 0, bytes.Length), buffers);
        }
        catch (Exception exception)
        {
            throw new NotAMessageException(exception);
        }
    }

    internal void Serve(WireReplyChannel? service) => _service = service;

    private static MessageEncoder EncoderOf(BindingContext context) =>
        context.BindingParameters.Find<MessageEncodingBindingElement>()!.CreateMessageEncoderFactory().Encoder;

    private sealed class WireFactory(Wire wire, Binding binding, MessageEncoder encoder) : ChannelFactoryBase<IRequestChannel>(binding)
    {
        protected override IRequestChannel OnCreateChannel(EndpointAddress address, Uri via) => new WireRequestChannel(this, address, via, wire, encoder);

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;
    }

    private sealed class WireRequestChannel(ChannelManagerBase manager, EndpointAddress address, Uri via, Wire wire, MessageEncoder encoder)
        : ChannelBase(manager), IRequestChannel
    {
        public EndpointAddress RemoteAddress => address;

        public Uri Via => via;

        public async ValueTask<Message?> RequestAsync(Message message, CancellationToken cancellationToken = default)
        {
            ThrowIfDisposedOrNotOpen();
            return await wire.PostAsync(Write(message, encoder), cancellationToken) is { } response ? Read(response, encoder) : null;
        }

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

        protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => default;

        protected override void OnAbort()
        {
        }
    }
}

using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>A transport of requests and responses that ends in a method. Every message goes through an encoder, as over a network.</summary>
internal sealed class InMemoryRequests(Func<Message, Task<Message?>> serve) : TransportBindingElement
{
    public override string Scheme => "test";

    public int ChannelsMade { get; private set; }

    /// <summary>The security session of the channels.</summary>
    public ISecureConversation? Conversation { get; init; }

    public override BindingElement Clone() => this;

    public override bool CanBuildChannelFactory<TChannel>(BindingContext context) => typeof(TChannel) == typeof(IRequestChannel);

    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context)
    {
        var encoder = context.BindingParameters.Find<MessageEncodingBindingElement>()!.CreateMessageEncoderFactory().Encoder;
        return (IChannelFactory<TChannel>)(object)new Factory(this, context.Binding, encoder);
    }

    /// <summary>A message as its receiver gets it.</summary>
    public static Message Travel(Message message, MessageEncoder encoder)
    {
        var buffers = BufferManager.CreateBufferManager(0, int.MaxValue);
        var bytes = encoder.WriteMessage(message, int.MaxValue, buffers);
        message.Close();
        return encoder.ReadMessage(bytes, buffers);
    }

    private sealed class Factory(InMemoryRequests transport, Binding binding, MessageEncoder encoder) : ChannelFactoryBase<IRequestChannel>(binding)
    {
        protected override IRequestChannel OnCreateChannel(EndpointAddress address, Uri via)
        {
            transport.ChannelsMade++;
            return new Channel(this, address, via, transport, encoder);
        }

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;
    }

    private Task<Message?> Serve(Message message) => serve(message);

    private sealed class Channel(ChannelManagerBase manager, EndpointAddress address, Uri via, InMemoryRequests transport, MessageEncoder encoder)
        : ChannelBase(manager), IRequestChannel
    {
        public EndpointAddress RemoteAddress => address;

        public Uri Via => via;

        public override T? GetProperty<T>()
            where T : class => base.GetProperty<T>() ?? transport.Conversation as T;

        public async ValueTask<Message?> RequestAsync(Message message, CancellationToken cancellationToken = default)
        {
            ThrowIfDisposedOrNotOpen();
            var response = await transport.Serve(Travel(message, encoder)).WaitAsync(cancellationToken);
            return response is null ? null : Travel(response, encoder);
        }

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

        protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => default;

        protected override void OnAbort()
        {
        }
    }
}

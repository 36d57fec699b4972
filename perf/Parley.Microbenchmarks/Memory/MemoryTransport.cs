using Parley.Channels;

namespace Parley.Microbenchmarks.Memory;

/// <summary>A transport without a wire: messages go from the benchmark into the channel and back, as objects.</summary>
internal sealed class MemoryTransport : TransportBindingElement
{
    private readonly Peer _peer;
    private readonly bool _isDuplex;

    public MemoryTransport(Peer peer, bool isDuplex)
    {
        _peer = peer;
        _isDuplex = isDuplex;
    }

    private MemoryTransport(MemoryTransport other)
        : base(other)
    {
        _peer = other._peer;
        _isDuplex = other._isDuplex;
    }

    public override string Scheme => "memory";

    public override BindingElement Clone() => new MemoryTransport(this);

    public override bool CanBuildChannelFactory<TChannel>(BindingContext context) =>
        typeof(TChannel) == (_isDuplex ? typeof(IDuplexSessionChannel) : typeof(IRequestChannel));

    public override bool CanBuildChannelListener<TChannel>(BindingContext context) =>
        typeof(TChannel) == (_isDuplex ? typeof(IDuplexSessionChannel) : typeof(IReplyChannel));

    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context) =>
        new Factory<TChannel>(context.Binding, _peer);

    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context) =>
        new Listener<TChannel>(context.Binding, context.ListenUri, _peer);

    public override T? GetProperty<T>(BindingContext context)
        where T : class =>
        typeof(T) == typeof(MessageVersion) ? (T)(object)MessageVersion.Soap12WSAddressing10 : base.GetProperty<T>(context);

    private sealed class Factory<TChannel>(IDefaultCommunicationTimeouts timeouts, Peer peer) : ChannelFactoryBase<TChannel>(timeouts)
    {
        protected override TChannel OnCreateChannel(EndpointAddress address, Uri via) =>
            (TChannel)(object)(typeof(TChannel) == typeof(IRequestChannel)
                ? new MemoryRequestChannel(this, peer, address, via)
                : new MemoryDuplexChannel(this, peer, address, via));

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;
    }

    /// <summary>Accepts one channel, which is there at once.</summary>
    private sealed class Listener<TChannel>(IDefaultCommunicationTimeouts timeouts, Uri uri, Peer peer) : ChannelListenerBase<TChannel>(timeouts)
        where TChannel : class, IChannel
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _accepted;

        public override Uri Uri { get; } = uri;

        protected override async ValueTask<TChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken)
        {
            if (Interlocked.Exchange(ref _accepted, 1) == 0)
            {
                return (TChannel)(object)(typeof(TChannel) == typeof(IReplyChannel)
                    ? new MemoryReplyChannel(this, peer, Uri)
                    : new MemoryDuplexChannel(this, peer, new EndpointAddress(EndpointAddress.AnonymousUri), Uri));
            }

            await _closed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

        protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
        {
            _closed.TrySetResult();
            return default;
        }

        protected override void OnAbort() => _closed.TrySetResult();
    }
}

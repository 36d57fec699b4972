using Parley.Channels;

namespace Parley.FunctionalTests.Reliable;

/// <summary>Loses messages that are sent over datagram channels, by a seed: one of so many.</summary>
internal sealed class LosingBindingElement(int seed, int everyNth) : BindingElement
{
    private readonly Losses _losses = new(seed, everyNth);

    private LosingBindingElement(Losses losses)
        : this(0, 0) => _losses = losses;

    /// <summary>From now on nothing gets through.</summary>
    public void LoseAll() => _losses.LosesAll = true;

    public override BindingElement Clone() => new LosingBindingElement(_losses);

    public override T? GetProperty<T>(BindingContext context)
        where T : class => context.GetInnerProperty<T>();

    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context) =>
        (IChannelFactory<TChannel>)(object)new Factory(context, _losses);

    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context) =>
        (IChannelListener<TChannel>)(object)new Listener(context, _losses);

    private sealed class Losses(int seed, int everyNth)
    {
        private readonly Random _random = new(seed);

        public bool LosesAll { get; set; }

        public bool Next()
        {
            lock (_random)
            {
                return LosesAll || (everyNth > 0 && _random.Next(everyNth) == 0);
            }
        }
    }

    private sealed class Factory(BindingContext context, Losses losses) : ChannelFactoryBase<IDuplexChannel>(context.Binding)
    {
        private readonly IChannelFactory<IDuplexChannel> _inner = context.BuildInnerChannelFactory<IDuplexChannel>();

        protected override IDuplexChannel OnCreateChannel(EndpointAddress address, Uri via) => new Channel(this, _inner.CreateChannel(address, via), losses);

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

        protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
        {
            await base.OnCloseAsync(cancellationToken);
            await _inner.CloseAsync(cancellationToken);
        }

        protected override void OnAbort()
        {
            base.OnAbort();
            _inner.Abort();
        }
    }

    private sealed class Listener(BindingContext context, Losses losses) : ChannelListenerBase<IDuplexChannel>(context.Binding)
    {
        private readonly IChannelListener<IDuplexChannel> _inner = context.BuildInnerChannelListener<IDuplexChannel>();

        public override Uri Uri => _inner.Uri;

        protected override async ValueTask<IDuplexChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken) =>
            await _inner.AcceptChannelAsync(cancellationToken) is { } channel ? new Channel(this, channel, losses) : null;

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

        protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => _inner.CloseAsync(cancellationToken);

        protected override void OnAbort() => _inner.Abort();
    }

    private sealed class Channel(ChannelManagerBase manager, IDuplexChannel inner, Losses losses) : ChannelBase(manager), IDuplexChannel
    {
        public EndpointAddress? LocalAddress => inner.LocalAddress;

        public EndpointAddress RemoteAddress => inner.RemoteAddress;

        public Uri Via => inner.Via;

        public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default) => inner.ReceiveAsync(cancellationToken);

        public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
        {
            if (!losses.Next())
            {
                return inner.SendAsync(message, cancellationToken);
            }

            message.Close();
            return default;
        }

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

        protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => inner.CloseAsync(cancellationToken);

        protected override void OnAbort() => inner.Abort();
    }
}

using Parley.Channels;

namespace Parley.Security;

/// <summary>A client's factory of channels whose messages are protected one by one, each channel over one of the same shape.</summary>
/// <typeparam name="TChannel">The shape.</typeparam>
internal sealed class SecureChannelFactory<TChannel> : ChannelFactoryBase<TChannel>
{
    private readonly IChannelFactory<TChannel> _inner;
    private readonly ClientChannels _channels;

    /// <param name="element">The binding's element.</param>
    /// <param name="context">The elements below, and the parameters.</param>
    public SecureChannelFactory(SecurityBindingElement element, BindingContext context)
        : base(context.Binding)
    {
        _channels = new ClientChannels(element, context);
        TimeProvider = _channels.Policy.Time;
        _inner = context.BuildInnerChannelFactory<TChannel>();
    }

    protected override TimeProvider TimeProvider { get; }

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inner.GetProperty<T>();

    protected override TChannel OnCreateChannel(EndpointAddress address, Uri via) =>
        (TChannel)_channels.Wrap(this, (IChannel)(object)_inner.CreateChannel(address, via)!);

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await base.OnCloseAsync(cancellationToken).ConfigureAwait(false);
        await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        base.OnAbort();
        _inner.Abort();
    }
}

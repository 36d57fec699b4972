namespace Parley.Channels;

/// <summary>A client's factory of channels that only send, each over a channel of another shape.</summary>
/// <typeparam name="TInner">The shape below.</typeparam>
internal sealed class OneWayChannelFactory<TInner> : ChannelFactoryBase<IOutputChannel>
    where TInner : class, IChannel
{
    private readonly IChannelFactory<TInner> _inner;
    private readonly Func<ChannelManagerBase, TInner, IOutputChannel> _wrap;

    /// <param name="context">What is below.</param>
    /// <param name="wrap">Makes a channel over one from below.</param>
    public OneWayChannelFactory(BindingContext context, Func<ChannelManagerBase, TInner, IOutputChannel> wrap)
        : base(context.Binding)
    {
        _wrap = wrap;
        TimeProvider = context.BindingParameters.Find<TimeProvider>() ?? TimeProvider.System;
        _inner = context.BuildInnerChannelFactory<TInner>();
    }

    protected override TimeProvider TimeProvider { get; }

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inner.GetProperty<T>();

    protected override IOutputChannel OnCreateChannel(EndpointAddress address, Uri via) => _wrap(this, _inner.CreateChannel(address, via));

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

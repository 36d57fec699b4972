namespace Parley.Channels;

/// <summary>A service's listener for channels that only receive, each over a channel of another shape.</summary>
/// <typeparam name="TInner">The shape below.</typeparam>
internal sealed class OneWayChannelListener<TInner> : ChannelListenerBase<IInputChannel>
    where TInner : class, IChannel
{
    private readonly IChannelListener<TInner> _inner;
    private readonly Func<ChannelManagerBase, TInner, IInputChannel> _wrap;

    /// <param name="context">What is below.</param>
    /// <param name="wrap">Makes a channel over one from below.</param>
    public OneWayChannelListener(BindingContext context, Func<ChannelManagerBase, TInner, IInputChannel> wrap)
        : base(context.Binding)
    {
        _wrap = wrap;
        TimeProvider = context.BindingParameters.Find<TimeProvider>() ?? TimeProvider.System;
        _inner = context.BuildInnerChannelListener<TInner>();
    }

    public override Uri Uri => _inner.Uri;

    protected override TimeProvider TimeProvider { get; }

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inner.GetProperty<T>();

    protected override async ValueTask<IInputChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken) =>
        await _inner.AcceptChannelAsync(cancellationToken).ConfigureAwait(false) is { } channel ? _wrap(this, channel) : null;

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => _inner.CloseAsync(cancellationToken);

    protected override void OnAbort() => _inner.Abort();
}

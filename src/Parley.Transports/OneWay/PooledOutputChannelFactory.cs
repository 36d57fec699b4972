namespace Parley.Channels;

/// <summary>A client's factory of channels that only send, over sessions that they share.</summary>
internal sealed class PooledOutputChannelFactory : ChannelFactoryBase<IOutputChannel>
{
    private readonly IChannelFactory<IDuplexSessionChannel> _inner;
    private readonly SessionPool _pool;

    /// <param name="context">What is below.</param>
    /// <param name="settings">How sessions are kept.</param>
    public PooledOutputChannelFactory(BindingContext context, ChannelPoolSettings settings)
        : base(context.Binding)
    {
        TimeProvider = context.BindingParameters.Find<TimeProvider>() ?? TimeProvider.System;
        _inner = context.BuildInnerChannelFactory<IDuplexSessionChannel>();
        _pool = new SessionPool(_inner, settings, TimeProvider);
    }

    protected override TimeProvider TimeProvider { get; }

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inner.GetProperty<T>();

    protected override IOutputChannel OnCreateChannel(EndpointAddress address, Uri via) => new PooledOutputChannel(this, _pool, address, via);

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await base.OnCloseAsync(cancellationToken).ConfigureAwait(false);
        _pool.Dispose();
        await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        base.OnAbort();
        _pool.Dispose();
        _inner.Abort();
    }
}

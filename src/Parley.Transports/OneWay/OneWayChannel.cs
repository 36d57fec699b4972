namespace Parley.Channels;

/// <summary>A channel one way over a channel of another shape, with which it lives and dies.</summary>
/// <typeparam name="TInner">The shape below.</typeparam>
internal abstract class OneWayChannel<TInner> : ChannelBase
    where TInner : class, IChannel
{
    /// <param name="manager">The factory or listener that makes it.</param>
    /// <param name="inner">The channel below.</param>
    protected OneWayChannel(ChannelManagerBase manager, TInner inner)
        : base(manager)
    {
        Inner = inner;
        inner.Faulted += (_, _) => Fault();
    }

    /// <summary>The channel below.</summary>
    protected TInner Inner { get; }

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? Inner.GetProperty<T>();

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => Inner.OpenAsync(cancellationToken);

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => Inner.CloseAsync(cancellationToken);

    protected override void OnAbort() => Inner.Abort();
}

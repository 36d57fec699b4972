namespace Parley.Channels.Framing;

/// <summary>What the listeners of framed connections have in common: their place at a shared socket.</summary>
/// <typeparam name="TChannel">The shape.</typeparam>
internal abstract class FramingListener<TChannel>(BindingContext context, FramingSettings settings)
    : ChannelListenerBase<TChannel>(context.Binding)
    where TChannel : class, IChannel
{
    private readonly BaseAddressPort? _port = context.BindingParameters.Find<BaseAddressPort>();
    private int _removed;

    public override Uri Uri => Endpoint.Uri;

    protected FramingSettings Settings => settings;

    protected internal abstract FramingEndpoint Endpoint { get; }

    protected override TimeProvider TimeProvider => settings.TimeProvider;

    public override T? GetProperty<T>()
        where T : class =>
        typeof(T) == typeof(MessageVersion) ? (T)(object)settings.MessageVersion
        : typeof(T) == typeof(SharedListener) ? SharedListeners.Find(Uri) as T
        : base.GetProperty<T>() ?? settings.EncoderFactory.Encoder.GetProperty<T>();

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        if (Endpoint.Upgrade is { } upgrade)
        {
            await upgrade.OpenAsync(cancellationToken).ConfigureAwait(false);
        }

        Endpoint.Uri = _port?.Apply(Uri) ?? Uri;
        await SharedListeners.AddAsync(Endpoint, cancellationToken).ConfigureAwait(false);
        _port?.Learn(Uri);
        if (Volatile.Read(ref _removed) != 0)
        {
            // Aborted meanwhile, when there was nothing to take away yet.
            await SharedListeners.RemoveAsync(Endpoint).ConfigureAwait(false);
        }
    }

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        StopAccepting();
        return RemoveAsync();
    }

    protected override void OnAbort()
    {
        StopAccepting();
        _ = RemoveAsync().AsTask();
    }

    protected override void OnFaulted()
    {
        StopAccepting();
        _ = RemoveAsync().AsTask();
        base.OnFaulted();
    }

    /// <summary>Whoever waits to be accepted is told that the listener closes.</summary>
    protected abstract void StopAccepting();

    private async ValueTask RemoveAsync()
    {
        if (Interlocked.Exchange(ref _removed, 1) == 0)
        {
            await SharedListeners.RemoveAsync(Endpoint).ConfigureAwait(false);
            Endpoint.Upgrade?.Abort();
        }
    }
}

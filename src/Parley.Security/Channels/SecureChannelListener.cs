using Parley.Channels;

namespace Parley.Security;

/// <summary>A service's listener for channels whose messages are protected one by one, each channel over one of the same shape.</summary>
/// <typeparam name="TChannel">The shape.</typeparam>
internal sealed class SecureChannelListener<TChannel> : ChannelListenerBase<TChannel>
    where TChannel : class, IChannel
{
    private readonly IChannelListener<TChannel> _inner;
    private readonly ServiceChannels _channels;

    /// <param name="element">The binding's element.</param>
    /// <param name="context">The elements below, the address, and the parameters.</param>
    public SecureChannelListener(SecurityBindingElement element, BindingContext context)
        : base(context.Binding)
    {
        _channels = new ServiceChannels(element, context);
        TimeProvider = _channels.Policy.Time;
        _inner = context.BuildInnerChannelListener<TChannel>();
        _inner.Faulted += (_, _) => Fault((_inner as CommunicationObject)?.FaultReason);
    }

    public override Uri Uri => _inner.Uri;

    protected override TimeProvider TimeProvider { get; }

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inner.GetProperty<T>();

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        _channels.Open();
        return _inner.OpenAsync(cancellationToken);
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
        _channels.Dispose();
    }

    protected override void OnAbort()
    {
        _inner.Abort();
        _channels.Dispose();
    }

    protected override async ValueTask<TChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken) =>
        await _inner.AcceptChannelAsync(cancellationToken).ConfigureAwait(false) is { } channel ? (TChannel)_channels.Wrap(this, channel, Uri) : null;
}

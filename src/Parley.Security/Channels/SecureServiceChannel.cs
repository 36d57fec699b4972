using Parley.Channels;

namespace Parley.Security;

/// <summary>The base of a service's channels: the channel below, and the protection that all channels of the listener share.</summary>
/// <param name="manager">The listener.</param>
/// <param name="inner">The channel below.</param>
/// <param name="channels">What the listener's channels share.</param>
/// <param name="uri">Where the listener listens, for the log.</param>
internal abstract class SecureServiceChannel(ChannelManagerBase manager, IChannel inner, ServiceChannels channels, Uri uri) : ChannelBase(manager)
{
    /// <summary>What the listener's channels share.</summary>
    protected ServiceChannels Channels => channels;

    /// <summary>Where the listener listens, for the log.</summary>
    protected Uri Uri => uri;

    protected override TimeProvider TimeProvider => channels.Policy.Time;

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? inner.GetProperty<T>();

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        inner.Faulted += OnInnerFaulted;
        return inner.OpenAsync(cancellationToken);
    }

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => inner.CloseAsync(cancellationToken);

    protected override void OnAbort() => inner.Abort();

    private void OnInnerFaulted(object? sender, EventArgs e) => Fault((inner as CommunicationObject)?.FaultReason);
}

using Parley.Channels;

namespace Parley.Security;

/// <summary>The base of a client's channels: the channel below, and the protection of its messages.</summary>
/// <param name="manager">The factory.</param>
/// <param name="inner">The channel below.</param>
/// <param name="remoteAddress">The service.</param>
/// <param name="channels">What the factory's channels share.</param>
internal abstract class SecureClientChannel(ChannelManagerBase manager, IChannel inner, EndpointAddress remoteAddress, ClientChannels channels) : ChannelBase(manager)
{
    private ClientProtection? _protection;

    /// <summary>What the factory's channels share.</summary>
    protected ClientChannels Channels => channels;

    /// <summary>The protection. There is one when the channel is open.</summary>
    protected ClientProtection Protection => _protection!;

    protected override TimeProvider TimeProvider => channels.Policy.Time;

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? inner.GetProperty<T>();

    /// <summary>Gives a message what is signed with it, before it is.</summary>
    protected void Prepare(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        if (!channels.ManualAddressing && message.Headers.To is null && message.Version.Addressing != AddressingVersion.None)
        {
            remoteAddress.ApplyTo(message);
        }
    }

    /// <summary>Protects a message that no reply is waited for by this channel.</summary>
    protected Message ProtectOneWay(Message message)
    {
        Prepare(message);
        var result = Protection.Protect(message, out var memory);
        memory.Dispose();
        return result;
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        inner.Faulted += OnInnerFaulted;
        _protection = channels.CreateProtection(remoteAddress);
        return inner.OpenAsync(cancellationToken);
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await inner.CloseAsync(cancellationToken).ConfigureAwait(false);
        _protection?.Dispose();
    }

    protected override void OnAbort()
    {
        inner.Abort();
        _protection?.Dispose();
    }

    private void OnInnerFaulted(object? sender, EventArgs e) => Fault((inner as CommunicationObject)?.FaultReason);
}

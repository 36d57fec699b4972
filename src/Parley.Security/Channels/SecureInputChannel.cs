using Parley.Channels;

namespace Parley.Security;

/// <summary>Messages of all clients that are verified, and have no replies. One that is wrong is dropped: there is no way to its sender.</summary>
internal sealed class SecureInputChannel(ChannelManagerBase manager, IInputChannel inner, ServiceChannels channels, Uri uri)
    : SecureServiceChannel(manager, inner, channels, uri), IInputChannel
{
    private readonly CheckedMessages _messages = new();
    private readonly MessageVerification _verification = new(channels, uri);

    public EndpointAddress? LocalAddress => inner.LocalAddress;

    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (State is CommunicationState.Closing or CommunicationState.Closed)
        {
            return default;
        }

        ThrowIfDisposedOrNotOpen();
        return _messages.ReceiveAsync(cancellationToken);
    }

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await base.OnOpenAsync(cancellationToken).ConfigureAwait(false);
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _ = _messages.ReadAsync(inner, _verification.VerifyAsync);
    }

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        _messages.End();
        return base.OnCloseAsync(cancellationToken);
    }

    protected override void OnAbort()
    {
        _messages.End();
        base.OnAbort();
    }
}

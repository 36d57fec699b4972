namespace Parley.Channels;

/// <summary>Receives the messages of all sessions of its listener.</summary>
internal sealed class MergedInputChannel(MergedInputChannelListener listener) : ChannelBase(listener), IInputChannel
{
    private readonly CancellationTokenSource _stop = new();

    public EndpointAddress? LocalAddress { get; } = new(listener.Uri);

    public async ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (State is CommunicationState.Closing or CommunicationState.Closed)
        {
            return null;
        }

        ThrowIfDisposedOrNotOpen();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        try
        {
            return await listener.ReceiveAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        _stop.Cancel();
        return default;
    }

    protected override void OnAbort() => _stop.Cancel();
}

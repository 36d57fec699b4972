using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A client's reliable duplex session over connections.</summary>
internal sealed class ReliableDuplexSessionChannel(ChannelManagerBase factory, ConnectionClient client, EndpointAddress remoteAddress, Uri via)
    : ConnectedSessionChannel(factory, client, remoteAddress, via, isDuplex: true), IDuplexSessionChannel, IDuplexSession
{
    public EndpointAddress? LocalAddress => Driver.Connection.LocalAddress;

    public IDuplexSession Session => this;

    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (State is CommunicationState.Closing or CommunicationState.Closed && Driver.Engine.Outcome?.End is null or SessionEnd.Closed)
        {
            return default;
        }

        ThrowIfDisposedOrNotOpen();
        return Driver.ReceiveAsync(cancellationToken);
    }

    public async ValueTask CloseOutputSessionAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposedOrNotOpen();
        Driver.CloseOutput(discards: false);
        using var scope = new TimeoutScope(DefaultCloseTimeout, TimeProvider, cancellationToken);
        try
        {
            await Driver.OutputEnded.WaitAsync(scope.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (scope.HasTimedOut)
        {
            scope.ThrowTimeout("Closing the output of the reliable session", "CloseTimeout", Driver.Trouble ?? exception, Driver.WhyNotClosed);
        }

        if (Driver.Ended.IsCompletedSuccessfully && await Driver.Ended.ConfigureAwait(false) is { End: not SessionEnd.Closed } outcome)
        {
            throw Driver.ExceptionOf(outcome);
        }
    }
}

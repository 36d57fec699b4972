using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A client's reliable session of one-way messages, over a transport of requests and responses.</summary>
internal sealed class ReliableOutputSessionChannel(ChannelManagerBase factory, ExchangeClient client, EndpointAddress remoteAddress, Uri via)
    : ReliableExchangeChannel<OutputSessionDriver>(
        factory, client, remoteAddress, via, (inner, translator) => new OutputSessionDriver(inner, translator, client)),
        IOutputSessionChannel
{
    public async ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        cancellationToken.ThrowIfCancellationRequested();
        Address(message);
        using var scope = new TimeoutScope(
            cancellationToken.CanBeCanceled ? Timeout.InfiniteTimeSpan : DefaultSendTimeout, TimeProvider, cancellationToken);
        try
        {
            await Driver.SendAsync(message, scope.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (scope.HasTimedOut)
        {
            var trouble = Driver.Trouble;
            scope.ThrowTimeout(
                $"Sending to '{RemoteAddress.Uri}'", "SendTimeout", trouble ?? exception,
                $"As many messages as MaxTransferWindowSize allows wait to be acknowledged: the service is slow, or cannot be reached.{(trouble is null ? null : $" The last failure was: {trouble.Message}")}");
        }
    }
}

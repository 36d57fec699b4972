using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A client's reliable session of requests and replies, over a transport of requests and responses.</summary>
internal sealed class ReliableRequestSessionChannel(ChannelManagerBase factory, ExchangeClient client, EndpointAddress remoteAddress, Uri via)
    : ReliableExchangeChannel<RequestSessionDriver>(
        factory, client, remoteAddress, via, (inner, translator) => new RequestSessionDriver(inner, translator, client)),
        IRequestSessionChannel
{
    public ValueTask<Message?> RequestAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        cancellationToken.ThrowIfCancellationRequested();
        Address(message);

        // Whoever expects a reply says where and to what.
        var isOneWay = message.Headers.MessageId is null && message.Headers.ReplyTo is null;
        if (!isOneWay)
        {
            message.Headers.MessageId ??= new UniqueId();
            if (message.Headers.ReplyTo is null)
            {
                message.Headers.SetAnonymousReplyTo();
            }
        }

        // Whoever brings a token sets the deadline in the send timeout's place.
        return cancellationToken.CanBeCanceled
            ? Driver.RequestAsync(message, isOneWay, cancellationToken)
            : RequestWithinTimeoutAsync(message, isOneWay);
    }

    private async ValueTask<Message?> RequestWithinTimeoutAsync(Message message, bool isOneWay)
    {
        using var scope = new TimeoutScope(DefaultSendTimeout, TimeProvider, CancellationToken.None);
        try
        {
            return await Driver.RequestAsync(message, isOneWay, scope.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (scope.HasTimedOut)
        {
            scope.ThrowTimeout($"The request to '{RemoteAddress.Uri}'", "SendTimeout", Driver.Trouble ?? exception, Driver.WhyNotAnswered);
            throw;
        }
    }
}

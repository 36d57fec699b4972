using Parley.Channels;

namespace Parley.Security;

/// <summary>Messages that are verified, and have no replies. One that is wrong is dropped: there is no way to its sender.</summary>
internal class SecureInputChannel(ChannelManagerBase manager, IInputChannel inner, ServiceChannels channels, Uri uri)
    : SecureServiceChannel(manager, inner, channels, uri), IInputChannel
{
    public EndpointAddress? LocalAddress => inner.LocalAddress;

    public async ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var message = await inner.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (message is null)
            {
                return null;
            }

            try
            {
                var received = await Channels.Protection.VerifyAsync(message, CancellationToken.None).ConfigureAwait(false);
                received.Reply.Dispose();
                return received.Message;
            }
            catch (RefusedMessageException refused)
            {
                Channels.Log.Refused(Uri, refused);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // It would end the channel, and a stranger's message must not do that.
                Channels.Log.Failed(exception, Uri);
            }
        }
    }
}

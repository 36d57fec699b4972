using Parley.Channels;

namespace Parley.Security;

/// <summary>Protected messages in both directions, at the client.</summary>
internal class SecureDuplexClientChannel(ChannelManagerBase manager, IDuplexChannel inner, ClientChannels channels)
    : SecureClientChannel(manager, inner, inner.RemoteAddress, channels), IDuplexChannel
{
    public EndpointAddress RemoteAddress => inner.RemoteAddress;

    public Uri Via => inner.Via;

    public EndpointAddress? LocalAddress => inner.LocalAddress;

    /// <summary>Whether a message that is not protected as it should be ends the channel: on a connection of its own nobody else can send one.</summary>
    private protected virtual bool EndsByWrongMessages => false;

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default) => inner.SendAsync(ProtectOneWay(message), cancellationToken);

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
                return Protection.Verify(message, null);
            }
            catch (MessageSecurityException exception) when (!EndsByWrongMessages)
            {
                Channels.Log.Dropped(RemoteAddress.Uri, exception.Message);
            }
            catch (MessageSecurityException exception)
            {
                Fault(exception);
                throw;
            }
        }
    }
}

using System.Security.Cryptography.X509Certificates;
using Parley.Channels;

namespace Parley.Security;

/// <summary>Protected messages in both directions, at the service. All clients share it: who a message goes to tells its address.</summary>
internal class SecureDuplexServiceChannel(ChannelManagerBase manager, IDuplexChannel inner, ServiceChannels channels, Uri uri)
    : SecureServiceChannel(manager, inner, channels, uri), IDuplexChannel
{
    private readonly KnownClients _clients = new(channels.Policy.ServiceCredentials?.ClientCertificate.Certificate);

    public EndpointAddress RemoteAddress => inner.RemoteAddress;

    public Uri Via => inner.Via;

    public EndpointAddress? LocalAddress => inner.LocalAddress;

    /// <summary>Whether all messages are of the same client.</summary>
    private protected virtual bool HasOneClient => false;

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        if (!Channels.ManualAddressing && message.Headers.To is null && message.Version.Addressing != AddressingVersion.None)
        {
            // It is signed: the transport must not add it afterwards.
            RemoteAddress.ApplyTo(message);
        }

        if (Channels.Policy.Element is not AsymmetricSecurityBindingElement { IsCertificateSignatureBinding: false })
        {
            using var nothing = new ReplySecurity();
            return inner.SendAsync(Channels.Protection.Protect(message, nothing), cancellationToken);
        }

        X509Certificate2 certificate;
        try
        {
            certificate = _clients.Find(HasOneClient ? null : message.Headers.To);
        }
        catch
        {
            message.Close();
            throw;
        }

        // Not disposed: the certificate is for more messages than this.
        return inner.SendAsync(Channels.Protection.Protect(message, new ReplySecurity { Certificate = certificate }), cancellationToken);
    }

    public async ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var message = await inner.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (message is null)
            {
                return null;
            }

            var version = message.Version;
            var messageId = ServiceChannels.MessageIdOf(message);
            try
            {
                var received = await Channels.Protection.VerifyAsync(message, CancellationToken.None).ConfigureAwait(false);
                Remember(received);
                return received.Message;
            }
            catch (RefusedMessageException refused)
            {
                Channels.Log.Refused(Uri, refused);
                if (HasOneClient)
                {
                    await RefuseAsync(refused, version, messageId).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // It would end the channel, and a stranger's message must not do that.
                Channels.Log.Failed(exception, Uri);
            }
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await base.OnCloseAsync(cancellationToken).ConfigureAwait(false);
        _clients.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnAbort()
    {
        base.OnAbort();
        _clients.Dispose();
    }

    private void Remember(in ReceivedRequest received)
    {
        using (received.Reply)
        {
            if (received.Reply.Certificate is { } certificate)
            {
                _clients.Add(HasOneClient ? null : AnswerAddressOf(received.Message.Headers), certificate);
            }
        }
    }

    private static Uri? AnswerAddressOf(MessageHeaders headers)
    {
        try
        {
            return (headers.ReplyTo ?? headers.From)?.Uri;
        }
        catch (MessageHeaderException)
        {
            return null;
        }
    }

    /// <summary>Tells the client, as far as that can be done.</summary>
    private async ValueTask RefuseAsync(RefusedMessageException refused, MessageVersion version, System.Xml.UniqueId? messageId)
    {
        try
        {
            await inner.SendAsync(Channels.CreateFault(refused, version, messageId), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CommunicationException or TimeoutException or InvalidOperationException)
        {
            Channels.Log.SenderGone(exception, Uri);
        }
    }
}

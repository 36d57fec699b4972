using System.Security.Cryptography.X509Certificates;
using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// Protected messages in both directions over a session of the transport, at the service: all are of one client, and are verified one after the
/// other, in their order.
/// </summary>
internal sealed class SecureDuplexSessionServiceChannel : SecureDuplexServiceChannel, IDuplexSessionChannel
{
    private readonly IDuplexSessionChannel _inner;
    private readonly MessageVerification _verification;

    /// <param name="manager">The listener.</param>
    /// <param name="inner">The channel below.</param>
    /// <param name="channels">What the listener's channels share.</param>
    /// <param name="uri">Where the listener listens, for the log.</param>
    public SecureDuplexSessionServiceChannel(ChannelManagerBase manager, IDuplexSessionChannel inner, ServiceChannels channels, Uri uri)
        : base(manager, inner, channels, uri)
    {
        _inner = inner;
        _verification = new MessageVerification(channels, uri) { Taken = Remember, Refused = RefuseAsync };
    }

    public IDuplexSession Session => _inner.Session;

    public override async ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        while (await _inner.ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } message)
        {
            if (await _verification.VerifyAsync(message).ConfigureAwait(false) is { } verified)
            {
                return verified;
            }
        }

        return null;
    }

    private protected override X509Certificate2 CertificateFor(Message message) => Clients.Find(KnownClients.Anywhere);

    private void Remember(ReceivedRequest received)
    {
        if (received.Reply.Certificate is { } certificate)
        {
            Clients.Replace(KnownClients.Anywhere, certificate);
        }
    }

    /// <summary>Tells the client, as far as that can be done.</summary>
    private async ValueTask RefuseAsync(RefusedMessageException refused, MessageVersion version, UniqueId? messageId)
    {
        try
        {
            await _inner.SendAsync(Channels.CreateFault(refused, version, messageId), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CommunicationException or TimeoutException or InvalidOperationException)
        {
            Channels.Log.SenderGone(exception, Uri);
        }
    }
}

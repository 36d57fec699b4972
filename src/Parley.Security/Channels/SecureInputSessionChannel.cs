using Parley.Channels;

namespace Parley.Security;

/// <summary>Messages of a session of the transport: they are of one client, and are verified one after the other, in their order.</summary>
internal sealed class SecureInputSessionChannel(ChannelManagerBase manager, IInputSessionChannel inner, ServiceChannels channels, Uri uri)
    : SecureServiceChannel(manager, inner, channels, uri), IInputSessionChannel
{
    private readonly MessageVerification _verification = new(channels, uri);

    public EndpointAddress? LocalAddress => inner.LocalAddress;

    public IInputSession Session => inner.Session;

    public async ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        while (await inner.ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } message)
        {
            if (await _verification.VerifyAsync(message).ConfigureAwait(false) is { } verified)
            {
                return verified;
            }
        }

        return null;
    }
}

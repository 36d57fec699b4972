using Parley.Channels;

namespace Parley.Security;

/// <summary>Requests of a session of the transport: they are of one client, and are verified one after the other, in their order.</summary>
internal sealed class SecureReplySessionChannel(ChannelManagerBase manager, IReplySessionChannel inner, ServiceChannels channels, Uri uri)
    : SecureServiceChannel(manager, inner, channels, uri), IReplySessionChannel
{
    private readonly RequestVerification _verification = new(channels, uri);

    public EndpointAddress? LocalAddress => inner.LocalAddress;

    public IInputSession Session => inner.Session;

    public async ValueTask<RequestContext?> ReceiveRequestAsync(CancellationToken cancellationToken = default)
    {
        while (await inner.ReceiveRequestAsync(cancellationToken).ConfigureAwait(false) is { } request)
        {
            if (await _verification.VerifyAsync(request).ConfigureAwait(false) is { } verified)
            {
                return verified;
            }
        }

        return null;
    }
}

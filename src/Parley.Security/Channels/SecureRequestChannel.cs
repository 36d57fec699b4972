using System.Runtime.CompilerServices;
using Parley.Channels;

namespace Parley.Security;

/// <summary>Requests that are protected, and replies that are verified. Any number may be under way at once.</summary>
internal class SecureRequestChannel(ChannelManagerBase manager, IRequestChannel inner, ClientChannels channels)
    : SecureClientChannel(manager, inner, inner.RemoteAddress, channels), IRequestChannel
{
    public EndpointAddress RemoteAddress => inner.RemoteAddress;

    public Uri Via => inner.Via;

    public ValueTask<Message?> RequestAsync(Message message, CancellationToken cancellationToken = default)
    {
        Prepare(message);
        cancellationToken.ThrowIfCancellationRequested();
        return RequestCoreAsync(message, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Message?> RequestCoreAsync(Message message, CancellationToken cancellationToken)
    {
        using var request = Protection.Protect(message, out var memory);
        using (memory)
        {
            var reply = await inner.RequestAsync(request, cancellationToken).ConfigureAwait(false);
            return reply is null ? null : Protection.Verify(reply, memory);
        }
    }
}

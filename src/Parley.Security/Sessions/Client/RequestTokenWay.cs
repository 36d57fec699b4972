using Parley.Channels;

namespace Parley.Security;

/// <summary>A request for a token over a channel of requests and responses, which others use, too.</summary>
internal sealed class RequestTokenWay(IRequestChannel channel) : ITokenWay
{
    public EndpointAddress? ReplyTo => null;

    public ValueTask<Message?> AskAsync(Message request, CancellationToken cancellationToken) => channel.RequestAsync(request, cancellationToken);

    public void Dispose()
    {
        // The channel is its owner's.
    }
}

namespace Parley.Channels;

/// <summary>Receives requests as messages that need no answer: each gets its empty reply (over HTTP, status 202) as soon as it is taken.</summary>
internal sealed class ReplyInputChannel(ChannelManagerBase listener, IReplyChannel inner) : OneWayChannel<IReplyChannel>(listener, inner), IInputChannel
{
    public EndpointAddress? LocalAddress => Inner.LocalAddress;

    public async ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (await Inner.ReceiveRequestAsync(cancellationToken).ConfigureAwait(false) is not { } request)
        {
            return null;
        }

        // A sender that is slow to take its empty reply keeps nobody else's message.
        _ = AnswerAsync(request);
        return request.RequestMessage;
    }

    private static async Task AnswerAsync(RequestContext request)
    {
        try
        {
            // The request ends with its reply; its message is the receiver's to close.
            await request.ReplyAsync(null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The sender is gone. Its message is there all the same.
        }
    }
}

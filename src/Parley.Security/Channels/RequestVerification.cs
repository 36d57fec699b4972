using Parley.Channels;

namespace Parley.Security;

/// <summary>Verifies requests, and answers those that are wrong by a fault: nobody above sees them. Safe for use by many threads.</summary>
/// <param name="channels">What the listener's channels share.</param>
/// <param name="uri">Where the listener listens, for the log.</param>
internal sealed class RequestVerification(ServiceChannels channels, Uri uri)
{
    /// <summary>Verifies a request. Does not throw.</summary>
    /// <returns>Null for a request that was wrong: it is being answered.</returns>
    public async ValueTask<SecureRequestContext?> VerifyAsync(RequestContext request)
    {
        var message = request.RequestMessage;
        var version = message.Version;
        var messageId = ServiceChannels.MessageIdOf(message);
        try
        {
            return new SecureRequestContext(request, await channels.Protection.VerifyAsync(message, request.Aborted).ConfigureAwait(false), channels.Protection);
        }
        catch (RefusedMessageException refused)
        {
            channels.Log.Refused(uri, refused);
            _ = RefuseAsync(request, channels.CreateFault(refused, version, messageId));
            return null;
        }
        catch (OperationCanceledException exception)
        {
            channels.Log.SenderGone(exception, uri);
            request.Abort();
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // It would end the listener, and a stranger's message must not do that.
            channels.Log.Failed(exception, uri);
            request.Abort();
            return null;
        }
    }

    private async Task RefuseAsync(RequestContext request, Message fault)
    {
        try
        {
            await request.ReplyAsync(fault).ConfigureAwait(false);
            await request.CloseAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            channels.Log.SenderGone(exception, uri);
            request.Abort();
        }
    }
}

using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// Requests that are verified, and replies that are protected. A request that its transport offers is verified on the thread that brought it,
/// so that those of many clients do not wait for each other. One that is wrong is answered by a fault, and nobody above sees it.
/// </summary>
internal class SecureReplyChannel(ChannelManagerBase manager, IReplyChannel inner, ServiceChannels channels, Uri uri)
    : SecureServiceChannel(manager, inner, channels, uri), IUnorderedReplyChannel
{
    public EndpointAddress? LocalAddress => inner.LocalAddress;

    public async ValueTask<RequestContext?> ReceiveRequestAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var request = await inner.ReceiveRequestAsync(cancellationToken).ConfigureAwait(false);
            if (request is null)
            {
                return null;
            }

            if (Channels.Verified.TryRemove(request, out var known))
            {
                if (await known.ConfigureAwait(false) is { } waited)
                {
                    return waited;
                }

                continue;
            }

            if (await VerifyAsync(request).ConfigureAwait(false) is { } verified)
            {
                return verified;
            }
        }
    }

    public void OfferTo(IRequestTaker taker) => (inner as IUnorderedReplyChannel)?.OfferTo(new Taker(this, taker));

    /// <summary>Verifies a request.</summary>
    /// <returns>Null for a request that was wrong: it is being answered.</returns>
    private async ValueTask<SecureRequestContext?> VerifyAsync(RequestContext request)
    {
        var message = request.RequestMessage;
        var version = message.Version;
        var messageId = ServiceChannels.MessageIdOf(message);
        try
        {
            return new SecureRequestContext(request, await Channels.Protection.VerifyAsync(message, request.Aborted).ConfigureAwait(false), Channels.Protection);
        }
        catch (RefusedMessageException refused)
        {
            Channels.Log.Refused(Uri, refused);
            _ = RefuseAsync(request, Channels.CreateFault(refused, version, messageId));
            return null;
        }
        catch (OperationCanceledException exception)
        {
            Channels.Log.SenderGone(exception, Uri);
            request.Abort();
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // It would end the listener, and a stranger's message must not do that.
            Channels.Log.Failed(exception, Uri);
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
            Channels.Log.SenderGone(exception, Uri);
            request.Abort();
        }
    }

    /// <summary>Takes requests on the threads that bring them.</summary>
    private sealed class Taker(SecureReplyChannel channel, IRequestTaker taker) : IRequestTaker
    {
        public bool TryTake(RequestContext request)
        {
            var verifying = channel.VerifyAsync(request);
            Task<SecureRequestContext?> waiting;
            if (verifying.IsCompletedSuccessfully)
            {
                var verified = verifying.Result;
                if (verified is null || taker.TryTake(verified))
                {
                    return true;
                }

                waiting = Task.FromResult<SecureRequestContext?>(verified);
            }
            else
            {
                waiting = verifying.AsTask();
            }

            // It waits for a receive, as it would without this; so does one whose password is still being checked.
            channel.Channels.Verified[request] = waiting;
            return false;
        }
    }
}

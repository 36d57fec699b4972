namespace Parley.Channels;

/// <summary>Reads the requests of a channel, on the threads that bring them where the channel can do that.</summary>
internal static class RequestPump
{
    /// <summary>Reads an open channel to its end. Throws what a receive threw.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="take">Works on a request. Must not throw; may be called by several threads at once.</param>
    public static Task ReadAsync(IReplyChannel channel, Func<RequestContext, ValueTask> take)
    {
        (channel as IUnorderedReplyChannel)?.OfferTo(new Taker(take));
        return new ItemPump<RequestContext>(() => channel.ReceiveRequestAsync(CancellationToken.None), take).RunAsync();
    }

    private sealed class Taker(Func<RequestContext, ValueTask> take) : IRequestTaker
    {
        public bool TryTake(RequestContext request)
        {
            var taking = take(request);
            if (!taking.IsCompletedSuccessfully)
            {
                _ = taking.AsTask();
            }

            return true;
        }
    }
}

using Parley.Channels;

namespace Parley.Security;

/// <summary>Feeds the requests of a channel to an intake, on the threads that bring them where the channel can do that.</summary>
internal static class RequestPump
{
    /// <summary>Opens a channel and reads it to its end. Does not throw.</summary>
    public static async Task ReadAsync(IReplyChannel channel, RequestIntake intake)
    {
        try
        {
            await channel.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            await ReadOpenAsync(channel, intake).ConfigureAwait(false);
            await channel.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            channel.Abort();
        }
    }

    /// <summary>Reads an open channel to its end.</summary>
    public static async Task ReadOpenAsync(IReplyChannel channel, RequestIntake intake)
    {
        (channel as IUnorderedReplyChannel)?.OfferTo(new Taker(intake, channel));
        while (await channel.ReceiveRequestAsync(CancellationToken.None).ConfigureAwait(false) is { } request)
        {
            // What is not taken as it comes is taken side by side all the same.
            ThreadPool.UnsafeQueueUserWorkItem(
                static state => _ = state.Intake.ReceiveAsync(state.Request, state.Address).AsTask(),
                (Intake: intake, Request: request, Address: channel.LocalAddress),
                preferLocal: false);
        }
    }

    private sealed class Taker(RequestIntake intake, IReplyChannel channel) : IRequestTaker
    {
        public bool TryTake(RequestContext request)
        {
            var taking = intake.ReceiveAsync(request, channel.LocalAddress);
            if (!taking.IsCompletedSuccessfully)
            {
                _ = taking.AsTask();
            }

            return true;
        }
    }
}

using Parley.Channels;

namespace Parley;

/// <summary>How messages leave over a channel of one shape, and how the reply to one of them comes back.</summary>
internal abstract class OutgoingPath
{
    /// <summary>Whether a reply can come back at all.</summary>
    internal abstract bool HasReplies { get; }

    /// <summary>Whether replies are matched to requests by their MessageID, and not by the transport.</summary>
    internal virtual bool NeedsMessageId => false;

    /// <summary>Chooses the path for a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="correlation">What matches replies to requests, on a duplex channel; null on others.</param>
    /// <returns>The path; null for a channel that cannot send.</returns>
    internal static OutgoingPath? For(IChannel channel, RequestReplyCorrelation? correlation) =>
        channel switch
        {
            IRequestChannel request => new RequestPath(request),
            IDuplexChannel duplex => new DuplexPath(duplex, correlation!),
            IOutputChannel output => new OutputPath(output),
            _ => null,
        };

    /// <summary>Sends a request and waits for its reply.</summary>
    /// <returns>The reply; null when the peer took the request and gave none.</returns>
    internal abstract ValueTask<Message?> RequestAsync(Message request, CallTimeout clock);

    /// <summary>Sends a message that has no reply.</summary>
    /// <returns>What came back all the same; null for nothing.</returns>
    internal abstract ValueTask<Message?> SendAsync(Message message, CancellationToken cancellationToken);

    private sealed class RequestPath(IRequestChannel channel) : OutgoingPath
    {
        internal override bool HasReplies => true;

        internal override ValueTask<Message?> RequestAsync(Message request, CallTimeout clock) =>
            channel.RequestAsync(request, clock.Token);

        internal override ValueTask<Message?> SendAsync(Message message, CancellationToken cancellationToken) =>
            channel.RequestAsync(message, cancellationToken);
    }

    private sealed class OutputPath(IOutputChannel channel) : OutgoingPath
    {
        internal override bool HasReplies => false;

        internal override ValueTask<Message?> RequestAsync(Message request, CallTimeout clock) =>
            throw new InvalidOperationException(
                "The channel only sends; a call that waits for a reply needs a channel of a request or a duplex shape.");

        internal override ValueTask<Message?> SendAsync(Message message, CancellationToken cancellationToken)
        {
            var sending = channel.SendAsync(message, cancellationToken);
            if (sending.IsCompletedSuccessfully)
            {
                sending.GetAwaiter().GetResult();
                return default;
            }

            return Finish(sending);
        }
    }

    private sealed class DuplexPath(IDuplexChannel channel, RequestReplyCorrelation correlation) : OutgoingPath
    {
        internal override bool HasReplies => true;

        internal override bool NeedsMessageId => true;

        internal override ValueTask<Message?> RequestAsync(Message request, CallTimeout clock) =>
            correlation.RequestAsync(request, clock)!;

        internal override ValueTask<Message?> SendAsync(Message message, CancellationToken cancellationToken)
        {
            var sending = channel.SendAsync(message, cancellationToken);
            if (sending.IsCompletedSuccessfully)
            {
                sending.GetAwaiter().GetResult();
                return default;
            }

            return Finish(sending);
        }
    }

    private static async ValueTask<Message?> Finish(ValueTask sending)
    {
        await sending.ConfigureAwait(false);
        return null;
    }
}

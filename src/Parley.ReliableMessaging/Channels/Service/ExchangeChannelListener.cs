using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Sessions over a transport of requests and responses.</summary>
/// <typeparam name="TChannel">The shape of the sessions' channels.</typeparam>
/// <typeparam name="TInner">The shape of the channels below.</typeparam>
internal sealed class ExchangeChannelListener<TChannel, TInner> : ReliableChannelListener<TChannel, TInner>
    where TChannel : class, IChannel
    where TInner : class, IReplyChannel
{
    // So many requests are worked on at once: what a session says is written by whoever brings the request.
    private static readonly int _readers = Math.Max(4, Environment.ProcessorCount);

    private readonly Lock _lock = new();
    private readonly HashSet<TInner> _channels = [];

    public ExchangeChannelListener(
        ListenerSettings settings,
        BindingContext context,
        Func<SessionRequest, string, ServiceSession> createSession,
        Func<ChannelManagerBase, ServiceSession, TChannel> createChannel)
        : base(settings, context, createSession, createChannel)
    {
    }

    protected override bool ClosesChannelsFirst => false;

    protected override async Task ServeAsync(TInner channel)
    {
        lock (_lock)
        {
            _channels.Add(channel);
        }

        try
        {
            await channel.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            await Task.WhenAll(Enumerable.Range(0, _readers).Select(_ => ReadAsync(channel))).ConfigureAwait(false);
            await channel.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            channel.Abort();
        }

        lock (_lock)
        {
            _channels.Remove(channel);
        }
    }

    protected override async ValueTask CloseChannelsAsync(CancellationToken cancellationToken)
    {
        foreach (var channel in Snapshot())
        {
            await channel.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void AbortChannels()
    {
        foreach (var channel in Snapshot())
        {
            channel.Abort();
        }
    }

    private async Task ReadAsync(TInner channel)
    {
        while (await channel.ReceiveRequestAsync(CancellationToken.None).ConfigureAwait(false) is { } request)
        {
            // The answer to one client is not waited for by the others.
            var receiving = Intake.ReceiveAsync(request.RequestMessage, new ServiceExchange(channel, request));
            if (!receiving.IsCompletedSuccessfully)
            {
                _ = receiving.AsTask();
            }
        }
    }

    private TInner[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _channels];
        }
    }
}

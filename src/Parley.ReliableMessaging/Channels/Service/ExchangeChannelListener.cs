using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Sessions over a transport of requests and responses.</summary>
/// <typeparam name="TChannel">The shape of the sessions' channels.</typeparam>
/// <typeparam name="TInner">The shape of the channels below.</typeparam>
internal sealed class ExchangeChannelListener<TChannel, TInner> : ReliableChannelListener<TChannel, TInner>
    where TChannel : class, IChannel
    where TInner : class, IReplyChannel
{
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
            (channel as IUnorderedReplyChannel)?.OfferTo(new Taker(this, channel));
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = ReadAsync(channel, channel.ReceiveRequestAsync(CancellationToken.None), ended);
            await ended.Task.ConfigureAwait(false);
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

    /// <summary>Works on one request. The next is waited for before that, because the service's code may run within it.</summary>
    private async Task ReadAsync(TInner channel, ValueTask<RequestContext?> receiving, TaskCompletionSource ended)
    {
        RequestContext? request;
        try
        {
            request = await receiving.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            ended.TrySetException(exception);
            return;
        }

        if (request is null)
        {
            ended.TrySetResult();
            return;
        }

        try
        {
            ReadNext(channel, channel.ReceiveRequestAsync(CancellationToken.None), ended);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            ended.TrySetException(exception);
        }

        await TakeAsync(channel, request).ConfigureAwait(false);
    }

    /// <summary>Works on one request. The answer to one client is not waited for by the others.</summary>
    private ValueTask TakeAsync(TInner channel, RequestContext request) =>
        Intake.ReceiveAsync(request.RequestMessage, new ServiceExchange(channel, request, Settings.Watch.Log));

    private void ReadNext(TInner channel, ValueTask<RequestContext?> receiving, TaskCompletionSource ended)
    {
        if (!receiving.IsCompleted)
        {
            _ = ReadAsync(channel, receiving, ended);
            return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(
            static state => _ = state.Listener.ReadAsync(state.Channel, state.Receiving, state.Ended),
            (Listener: this, Channel: channel, Receiving: receiving, Ended: ended),
            preferLocal: false);
    }

    private TInner[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _channels];
        }
    }

    /// <summary>Takes the requests of a channel on the threads that bring them; sessions put in order what has one.</summary>
    private sealed class Taker(ExchangeChannelListener<TChannel, TInner> listener, TInner channel) : IRequestTaker
    {
        public bool TryTake(RequestContext request)
        {
            var taking = listener.TakeAsync(channel, request);
            if (!taking.IsCompletedSuccessfully)
            {
                _ = taking.AsTask();
            }

            return true;
        }
    }
}

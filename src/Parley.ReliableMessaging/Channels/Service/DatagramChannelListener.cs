using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Sessions over channels whose messages go by themselves: one channel brings those of all sessions.</summary>
/// <typeparam name="TChannel">The shape of the sessions' channels.</typeparam>
internal sealed class DatagramChannelListener<TChannel> : ReliableChannelListener<TChannel, IDuplexChannel>
    where TChannel : class, IChannel
{
    private readonly Lock _lock = new();
    private readonly HashSet<IDuplexChannel> _channels = [];
    private readonly DatagramAnswers _answers;

    public DatagramChannelListener(
        ListenerSettings settings,
        BindingContext context,
        Func<SessionRequest, string, ServiceSession> createSession,
        Func<ChannelManagerBase, ServiceSession, TChannel> createChannel)
        : base(settings, context, createSession, createChannel) => _answers = new DatagramAnswers(settings);

    /// <summary>The sessions' last words go out over the channels, which the listener below ends.</summary>
    protected override bool ClosesChannelsFirst => true;

    protected override async Task ServeAsync(IDuplexChannel channel)
    {
        lock (_lock)
        {
            _channels.Add(channel);
        }

        try
        {
            await channel.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = ReadAsync(channel, channel.ReceiveAsync(CancellationToken.None), ended);
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

    /// <summary>Works on one message. The next is waited for before that: clients do not wait for each other.</summary>
    private async Task ReadAsync(IDuplexChannel channel, ValueTask<Message?> receiving, TaskCompletionSource ended)
    {
        Message? message;
        try
        {
            message = await receiving.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            ended.TrySetException(exception);
            return;
        }

        if (message is null)
        {
            ended.TrySetResult();
            return;
        }

        try
        {
            ReadNext(channel, channel.ReceiveAsync(CancellationToken.None), ended);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            ended.TrySetException(exception);
        }

        await Intake.ReceiveAsync(message, new DatagramSource(channel, message, _answers)).ConfigureAwait(false);
    }

    private void ReadNext(IDuplexChannel channel, ValueTask<Message?> receiving, TaskCompletionSource ended)
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

    private IDuplexChannel[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _channels];
        }
    }
}

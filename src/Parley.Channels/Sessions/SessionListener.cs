using System.Threading.Channels;

namespace Parley.Channels;

/// <summary>
/// A service's listener for a protocol's sessions: reads the channels of the listener below, and gives each session that they bring a channel of
/// its own. The protocol says what a session is, how it ends, and what to do with what a channel from below brings.
/// </summary>
/// <typeparam name="TChannel">The shape of the sessions' channels.</typeparam>
/// <typeparam name="TInner">The shape of the channels below.</typeparam>
/// <typeparam name="TSession">A session of the protocol.</typeparam>
internal abstract class SessionListener<TChannel, TInner, TSession> : ChannelListenerBase<TChannel>
    where TChannel : class, IChannel
    where TInner : class, IChannel
    where TSession : class
{
    private static readonly TimeSpan _firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestDelay = TimeSpan.FromSeconds(10);

    private readonly Channel<(TChannel Channel, TSession Session)> _pending =
        Channel.CreateUnbounded<(TChannel, TSession)>(new UnboundedChannelOptions { AllowSynchronousContinuations = false });

    private readonly CancellationTokenSource _stop = new();
    private readonly LiveSet<TInner> _channels = new();
    private readonly IChannelListener<TInner> _inner;

    /// <param name="context">What is below.</param>
    protected SessionListener(BindingContext context)
        : base(context.Binding) => _inner = context.BuildInnerChannelListener<TInner>();

    public override Uri Uri => _inner.Uri;

    /// <summary>True when the channels below are closed before their listener; else the listener drains them.</summary>
    protected abstract bool ClosesChannelsFirst { get; }

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inner.GetProperty<T>();

    /// <summary>Opens a channel from below and reads it to its end. May throw: the channel is aborted then.</summary>
    protected abstract Task ServeAsync(TInner channel);

    /// <summary>The listener closes: ends the sessions that nobody has accepted, and waits until the others are over.</summary>
    protected abstract ValueTask EndSessionsAsync(CancellationToken cancellationToken);

    /// <summary>The listener is aborted: ends every session at once.</summary>
    protected abstract void AbortSessions();

    /// <summary>The listener has ended: gives back what the sessions shared.</summary>
    protected abstract void ReleaseSessions();

    /// <summary>Takes a session whose channel waits to be accepted; false when it has ended meanwhile.</summary>
    protected abstract bool TryAccept(TSession session);

    /// <summary>Ends a session whose channel can be accepted no more.</summary>
    protected abstract void Refuse(TSession session);

    /// <summary>A channel from below could not be accepted, which is tried again after a delay.</summary>
    protected abstract void LogRetry(Exception exception, TimeSpan delay);

    /// <summary>Closes the channels below.</summary>
    protected virtual async ValueTask CloseChannelsAsync(CancellationToken cancellationToken)
    {
        foreach (var channel in _channels.Snapshot())
        {
            await channel.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the channels below at once.</summary>
    protected virtual void AbortChannels()
    {
        foreach (var channel in _channels.Snapshot())
        {
            channel.Abort();
        }
    }

    /// <summary>The channels from below that are read now.</summary>
    protected TInner[] LiveChannels() => _channels.Snapshot();

    /// <summary>A session's channel waits to be accepted from now on.</summary>
    protected void Announce(TChannel channel, TSession session)
    {
        if (!_pending.Writer.TryWrite((channel, session)))
        {
            Refuse(session);
            channel.Abort();
        }
    }

    /// <summary>Ends the channels that wait to be accepted.</summary>
    protected void AbortPending()
    {
        while (_pending.Reader.TryRead(out var next))
        {
            next.Channel.Abort();
        }
    }

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await _inner.OpenAsync(cancellationToken).ConfigureAwait(false);
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _ = AcceptAllAsync();
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        _pending.Writer.TryComplete();
        await EndSessionsAsync(cancellationToken).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        if (ClosesChannelsFirst)
        {
            await CloseChannelsAsync(cancellationToken).ConfigureAwait(false);
        }

        await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
        if (!ClosesChannelsFirst)
        {
            await CloseChannelsAsync(cancellationToken).ConfigureAwait(false);
        }

        ReleaseSessions();
    }

    protected override void OnAbort()
    {
        _pending.Writer.TryComplete();
        AbortSessions();
        _stop.Cancel();
        AbortChannels();
        _inner.Abort();
        ReleaseSessions();
    }

    protected override async ValueTask<TChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken)
    {
        while (await _pending.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_pending.Reader.TryRead(out var next))
            {
                if (TryAccept(next.Session))
                {
                    return next.Channel;
                }

                next.Channel.Abort();
            }
        }

        return null;
    }

    private async Task AcceptAllAsync()
    {
        var delay = _firstDelay;
        while (true)
        {
            try
            {
                if (await _inner.AcceptChannelAsync(_stop.Token).ConfigureAwait(false) is not { } channel)
                {
                    return;
                }

                delay = _firstDelay;
                _ = ServeToEndAsync(channel);
                continue;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                if (_inner.State != CommunicationState.Opened)
                {
                    Fault(exception);
                    return;
                }

                LogRetry(exception, delay);
            }

            try
            {
                await Task.Delay(delay, TimeProvider, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            delay = delay * 2 < _longestDelay ? delay * 2 : _longestDelay;
        }
    }

    private async Task ServeToEndAsync(TInner channel)
    {
        _channels.Add(channel);
        try
        {
            await ServeAsync(channel).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            channel.Abort();
        }

        _channels.Remove(channel);
    }
}

using System.Threading.Channels;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// A service's listener for reliable sessions: reads the channels of the listener below, and gives each session that they bring a channel of its own.
/// </summary>
/// <typeparam name="TChannel">The shape of the sessions' channels.</typeparam>
/// <typeparam name="TInner">The shape of the channels below.</typeparam>
internal abstract class ReliableChannelListener<TChannel, TInner> : ChannelListenerBase<TChannel>
    where TChannel : class, IChannel
    where TInner : class, IChannel
{
    private static readonly TimeSpan _firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestDelay = TimeSpan.FromSeconds(10);

    private readonly Channel<(ServiceSession Session, TChannel Channel)> _pending =
        Channel.CreateUnbounded<(ServiceSession, TChannel)>(new UnboundedChannelOptions { AllowSynchronousContinuations = false });

    private readonly CancellationTokenSource _stop = new();
    private readonly IChannelListener<TInner> _inner;
    private readonly Func<ReliableChannelListener<TChannel, TInner>, ServiceSession, TChannel> _createChannel;

    /// <param name="settings">What the sessions share.</param>
    /// <param name="context">What is below.</param>
    /// <param name="createSession">Makes a session.</param>
    /// <param name="createChannel">Makes a session's channel.</param>
    protected ReliableChannelListener(
        ListenerSettings settings,
        BindingContext context,
        Func<SessionRequest, string, ServiceSession> createSession,
        Func<ReliableChannelListener<TChannel, TInner>, ServiceSession, TChannel> createChannel)
        : base(context.Binding)
    {
        Settings = settings;
        _createChannel = createChannel;
        Table = new ServiceSessionTable(settings, createSession, Announce);
        Intake = new ServiceIntake(settings, Table);
        _inner = context.BuildInnerChannelListener<TInner>();
    }

    public override Uri Uri => _inner.Uri;

    /// <summary>The sessions.</summary>
    internal ServiceSessionTable Table { get; }

    protected ListenerSettings Settings { get; }

    protected ServiceIntake Intake { get; }

    protected override TimeProvider TimeProvider => Settings.Clock;

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? Settings.Watch.Sessions as T ?? _inner.GetProperty<T>();

    /// <summary>Opens a channel from below and reads it to its end. Does not throw.</summary>
    protected abstract Task ServeAsync(TInner channel);

    /// <summary>Every session has ended: ends the channels below.</summary>
    protected abstract ValueTask CloseChannelsAsync(CancellationToken cancellationToken);

    /// <summary>Ends the channels below at once.</summary>
    protected abstract void AbortChannels();

    /// <summary>True when the channels below are closed before their listener; else the listener drains them.</summary>
    protected abstract bool ClosesChannelsFirst { get; }

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await _inner.OpenAsync(cancellationToken).ConfigureAwait(false);
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _ = AcceptAllAsync();
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        Table.Close();
        _pending.Writer.TryComplete();
        Table.AbortAll(pendingOnly: true);
        await Table.WhenOverAsync(cancellationToken).ConfigureAwait(false);
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

        Table.Dispose();
    }

    protected override void OnAbort()
    {
        Table.Close();
        _pending.Writer.TryComplete();
        Table.AbortAll();
        _stop.Cancel();
        Table.Dispose();
        AbortChannels();
        _inner.Abort();
    }

    protected override async ValueTask<TChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken)
    {
        while (await _pending.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_pending.Reader.TryRead(out var next))
            {
                if (Table.TryAccept(next.Session))
                {
                    return next.Channel;
                }

                next.Channel.Abort();
            }
        }

        return null;
    }

    private void Announce(ServiceSession session)
    {
        if (!_pending.Writer.TryWrite((session, _createChannel(this, session))))
        {
            session.Abort();
        }
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
                _ = ServeAsync(channel);
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

                Settings.Watch.Log.AcceptRetried(exception, Settings.ListenUri, delay);
            }

            try
            {
                await Task.Delay(delay, Settings.Clock, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            delay = delay * 2 < _longestDelay ? delay * 2 : _longestDelay;
        }
    }
}

using System.Threading.Channels;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// A service's listener for secure sessions: reads the channels of the listener below, and gives each session that they bring a channel of its
/// own.
/// </summary>
/// <typeparam name="TChannel">The shape of the sessions' channels.</typeparam>
/// <typeparam name="TInner">The shape of the channels below.</typeparam>
internal abstract class ConversationListener<TChannel, TInner> : ChannelListenerBase<TChannel>
    where TChannel : class, IChannel
    where TInner : class, IChannel
{
    private static readonly TimeSpan _firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestDelay = TimeSpan.FromSeconds(10);

    private readonly Channel<(TChannel Channel, SecureSession Session)> _pending =
        Channel.CreateUnbounded<(TChannel, SecureSession)>(new UnboundedChannelOptions { AllowSynchronousContinuations = false });

    private readonly CancellationTokenSource _stop = new();
    private readonly IChannelListener<TInner> _inner;

    /// <param name="service">What the listener's parts share.</param>
    /// <param name="context">What is below.</param>
    protected ConversationListener(SessionService service, BindingContext context)
        : base(context.Binding)
    {
        Service = service;
        _inner = context.BuildInnerChannelListener<TInner>();
    }

    public override Uri Uri => _inner.Uri;

    /// <summary>What the listener's parts share.</summary>
    internal SessionService Service { get; }

    protected override TimeProvider TimeProvider => Service.Clock;

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inner.GetProperty<T>();

    /// <summary>Opens a channel from below and reads it to its end. Does not throw.</summary>
    protected abstract Task ServeAsync(TInner channel);

    /// <summary>Ends the channels below.</summary>
    protected abstract ValueTask CloseChannelsAsync(CancellationToken cancellationToken);

    /// <summary>Ends the channels below at once.</summary>
    protected abstract void AbortChannels();

    /// <summary>True when the channels below are closed before their listener; else the listener drains them.</summary>
    protected abstract bool ClosesChannelsFirst { get; }

    /// <summary>A session's channel waits to be accepted from now on.</summary>
    protected void Announce(TChannel channel, SecureSession session)
    {
        if (!_pending.Writer.TryWrite((channel, session)))
        {
            session.End(SessionEnd.Closed);
            channel.Abort();
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
        AbortPending();
        await Service.Table.DrainAsync(cancellationToken).ConfigureAwait(false);
        Service.Table.Close();
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

        Service.Dispose();
    }

    protected override void OnAbort()
    {
        _pending.Writer.TryComplete();
        Service.Table.Close();
        AbortPending();
        _stop.Cancel();
        AbortChannels();
        _inner.Abort();
        Service.Dispose();
    }

    protected override async ValueTask<TChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken)
    {
        while (await _pending.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_pending.Reader.TryRead(out var next))
            {
                if (next.Session.TryAccept())
                {
                    return next.Channel;
                }

                next.Channel.Abort();
            }
        }

        return null;
    }

    private void AbortPending()
    {
        while (_pending.Reader.TryRead(out var next))
        {
            next.Channel.Abort();
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

                Service.Log.AcceptRetried(exception, Service.Address, delay);
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
}

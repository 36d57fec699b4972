using System.Threading.Channels;

namespace Parley.Channels;

/// <summary>A service's listener that makes one channel of the messages of many sessions.</summary>
internal sealed class MergedInputChannelListener : ChannelListenerBase<IInputChannel>
{
    // How long clients may take to end their sessions when the listener closes.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly Channel<Message> _messages = Channel.CreateBounded<Message>(new BoundedChannelOptions(1) { SingleReader = false });
    private readonly Lock _lock = new();
    private readonly HashSet<IDuplexSessionChannel> _sessions = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _channelIsFree = new(1);
    private readonly SemaphoreSlim _room;
    private readonly IChannelListener<IDuplexSessionChannel> _inner;

    /// <param name="context">What is below.</param>
    /// <param name="maxSessions">How many sessions are read at once.</param>
    public MergedInputChannelListener(BindingContext context, int maxSessions)
        : base(context.Binding)
    {
        _room = new SemaphoreSlim(maxSessions);
        TimeProvider = context.BindingParameters.Find<TimeProvider>() ?? TimeProvider.System;
        _inner = context.BuildInnerChannelListener<IDuplexSessionChannel>();
    }

    public override Uri Uri => _inner.Uri;

    protected override TimeProvider TimeProvider { get; }

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inner.GetProperty<T>();

    /// <summary>The next message of any session; null when no more will come.</summary>
    public async ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (await _messages.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_messages.Reader.TryRead(out var message))
            {
                return message;
            }
        }

        return null;
    }

    protected override async ValueTask<IInputChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        try
        {
            await _channelIsFree.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }

        var channel = new MergedInputChannel(this);
        channel.Closed += (_, _) => _channelIsFree.Release();
        return channel;
    }

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await _inner.OpenAsync(cancellationToken).ConfigureAwait(false);
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _ = AcceptAllAsync();
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        using (var patience = new TimeoutScope(s_patience, TimeProvider, cancellationToken))
        {
            await Task.WhenAll(Snapshot().Select(session => CloseAsync(session, patience.Token))).ConfigureAwait(false);
        }

        await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
        CloseQueue();
    }

    protected override void OnAbort()
    {
        _stop.Cancel();
        _inner.Abort();
        foreach (var session in Snapshot())
        {
            session.Abort();
        }

        CloseQueue();
    }

    /// <summary>No more will come, and nobody takes what is there.</summary>
    private void CloseQueue()
    {
        _messages.Writer.TryComplete();
        while (_messages.Reader.TryRead(out var message))
        {
            message.Close();
        }
    }

    private static async Task CloseAsync(IDuplexSessionChannel session, CancellationToken cancellationToken)
    {
        try
        {
            await session.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            session.Abort();
        }
    }

    private async Task AcceptAllAsync()
    {
        try
        {
            while (true)
            {
                await _room.WaitAsync(_stop.Token).ConfigureAwait(false);
                if (await _inner.AcceptChannelAsync(_stop.Token).ConfigureAwait(false) is not { } session)
                {
                    return;
                }

                _ = ServeAsync(session);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            if (!_stop.IsCancellationRequested)
            {
                Fault(exception);
            }
        }
        finally
        {
            if (_inner.State != CommunicationState.Opened)
            {
                _messages.Writer.TryComplete();
            }
        }
    }

    /// <summary>Reads a session to its end. What waits to be taken keeps the sessions from being read on.</summary>
    private async Task ServeAsync(IDuplexSessionChannel session)
    {
        lock (_lock)
        {
            _sessions.Add(session);
        }

        try
        {
            await session.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            while (await session.ReceiveAsync(CancellationToken.None).ConfigureAwait(false) is { } message)
            {
                await QueueAsync(message).ConfigureAwait(false);
            }

            await CloseAsync(session, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            session.Abort();
        }

        lock (_lock)
        {
            _sessions.Remove(session);
        }

        _room.Release();
    }

    /// <summary>Once the listener closes, what still comes is dropped: sessions are read on to their end only so that they end in order.</summary>
    private async ValueTask QueueAsync(Message message)
    {
        try
        {
            await _messages.Writer.WriteAsync(message, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            message.Close();
        }
    }

    private IDuplexSessionChannel[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _sessions];
        }
    }
}

using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Takes the channels of one listener, whatever their shape, and keeps those that are served.</summary>
internal abstract class ChannelAcceptor : IDisposable
{
    private static readonly TimeSpan _firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestDelay = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly HashSet<ServedChannel> _served = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly DispatchTable _table;
    private readonly Uri _address;
    private TaskCompletionSource? _empty;
    private Task _accepting = Task.CompletedTask;

    private ChannelAcceptor(DispatchTable table, Uri address, bool carriesSessions)
    {
        _table = table;
        _address = address;
        CarriesSessions = carriesSessions;
        HasSessions = carriesSessions && !table.HidesSessions;
    }

    /// <summary>
    /// True when every channel carries a session. Such a channel counts in the throttle of sessions and ends when it is idle,
    /// also where the contract does not see the session.
    /// </summary>
    internal bool CarriesSessions { get; }

    /// <summary>True when every channel carries a session, and the service sees it.</summary>
    internal bool HasSessions { get; }

    /// <summary>Makes the acceptor for a listener.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="table">Where the messages go.</param>
    internal static ChannelAcceptor For(IChannelListener listener, DispatchTable table) =>
        listener switch
        {
            IChannelListener<IDuplexSessionChannel> l => new Of<IDuplexSessionChannel>(l, table, true),
            IChannelListener<IReplySessionChannel> l => new Of<IReplySessionChannel>(l, table, true),
            IChannelListener<IInputSessionChannel> l => new Of<IInputSessionChannel>(l, table, true),
            IChannelListener<IReplyChannel> l => new Of<IReplyChannel>(l, table, false),
            IChannelListener<IDuplexChannel> l => new Of<IDuplexChannel>(l, table, false),
            IChannelListener<IInputChannel> l => new Of<IInputChannel>(l, table, false),
            _ => throw new InvalidOperationException($"{listener.GetType()} gives channels of no shape that a service can read."),
        };

    /// <summary>Begins to accept.</summary>
    internal void Start() => _accepting = AcceptAllAsync();

    /// <summary>Accepts no more. Channels that are served go on.</summary>
    internal async ValueTask StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
    }

    /// <summary>Waits until no channel is served.</summary>
    internal Task WhenEmpty()
    {
        lock (_lock)
        {
            if (_served.Count == 0)
            {
                return Task.CompletedTask;
            }

            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    /// <summary>Aborts every channel that is served.</summary>
    /// <returns>How many there were.</returns>
    internal int AbortAll()
    {
        _stop.Cancel();
        ServedChannel[] served;
        lock (_lock)
        {
            served = [.. _served];
        }

        foreach (var channel in served)
        {
            channel.Channel.Abort();
        }

        return served.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    /// <summary>The state of the listener.</summary>
    protected abstract CommunicationState ListenerState { get; }

    /// <summary>Accepts the next channel; null when the listener is closed.</summary>
    protected abstract ValueTask<IChannel?> AcceptAsync(CancellationToken cancellationToken);

    private async Task AcceptAllAsync()
    {
        var sessions = CarriesSessions ? _table.Throttle.Sessions : null;
        var delay = _firstDelay;
        Exception? failure = null;
        try
        {
            while (true)
            {
                if (sessions is not null)
                {
                    await EnterAsync(sessions).ConfigureAwait(false);
                }

                IChannel? channel = null;
                try
                {
                    channel = await AcceptAsync(_stop.Token).ConfigureAwait(false);
                    delay = _firstDelay;
                }
                catch (Exception exception) when (ListenerState == CommunicationState.Opened && !_stop.IsCancellationRequested)
                {
                    // One channel that could not be had says nothing about the next one.
                    failure = exception;
                }
                finally
                {
                    if (channel is null)
                    {
                        sessions?.Leave();
                    }
                }

                if (failure is not null)
                {
                    var pause = Task.Delay(delay, _table.TimeProvider, _stop.Token);
                    _table.Log.AcceptRetried(failure, _address, delay);
                    failure = null;
                    await pause.ConfigureAwait(false);
                    delay = delay * 2 < _longestDelay ? delay * 2 : _longestDelay;
                    continue;
                }

                if (channel is null)
                {
                    return;
                }

                _ = ServeAsync(channel);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception exception) when (exception is ObjectDisposedException or CommunicationObjectAbortedException)
        {
        }
        catch (Exception) when (ListenerState is CommunicationState.Closing or CommunicationState.Closed)
        {
        }
        catch (Exception exception)
        {
            _table.Log.AcceptFailed(exception, _address);
            _table.Host?.FaultBecause(exception);
        }
    }

    private async ValueTask EnterAsync(FlowThrottle sessions)
    {
        if (sessions.TryEnter())
        {
            return;
        }

        var waiter = new Waiter();
        if (sessions.TryEnter(waiter))
        {
            return;
        }

        _table.Log.SessionsThrottled(sessions.Capacity, _address);
        try
        {
            await waiter.Task.WaitAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (!sessions.GiveUp(waiter))
            {
                sessions.Leave();
            }

            throw;
        }
    }

    private async Task ServeAsync(IChannel channel)
    {
        ServedChannel? served = null;
        try
        {
            var serviceChannel = new ServiceChannel(new ServiceChannelSettings
            {
                Channel = channel,
                Runtime = null,
                HidesSession = !HasSessions,
                Timeouts = _table.Timeouts,
                MessageVersion = _table.MessageVersion,
                ListenUri = _address,
                IsServiceSide = true,
                HasPump = true,
                TimeProvider = _table.TimeProvider,
            });
            served = new ServedChannel(_table, serviceChannel, HasSessions, Ended) { EndsWhenIdle = CarriesSessions };
            lock (_lock)
            {
                _served.Add(served);
            }

            foreach (var initializer in _table.ChannelInitializers)
            {
                initializer.Initialize(serviceChannel);
            }

            await serviceChannel.OpenAsync(_stop.Token).ConfigureAwait(false);
            _stop.Token.ThrowIfCancellationRequested();
            served.Start();
        }
        catch (Exception exception)
        {
            if (!_stop.IsCancellationRequested)
            {
                _table.Log.OpenFailed(exception, _address);
            }

            if (served is null)
            {
                channel.Abort();
                if (CarriesSessions)
                {
                    _table.Throttle.Sessions.Leave();
                }
            }
            else
            {
                served.Channel.Abort();
                served.End();
            }
        }
    }

    private void Ended(ServedChannel served)
    {
        TaskCompletionSource? empty = null;
        lock (_lock)
        {
            if (_served.Remove(served) && _served.Count == 0)
            {
                empty = _empty;
            }
        }

        if (CarriesSessions)
        {
            _table.Throttle.Sessions.Leave();
        }

        empty?.TrySetResult();
    }

    private sealed class Waiter : IThrottleWaiter
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Task => _entered.Task;

        public void Entered() => _entered.SetResult();
    }

    private sealed class Of<TChannel>(IChannelListener<TChannel> listener, DispatchTable table, bool carriesSessions)
        : ChannelAcceptor(table, listener.Uri, carriesSessions)
        where TChannel : class, IChannel
    {
        protected override CommunicationState ListenerState => listener.State;

        protected override async ValueTask<IChannel?> AcceptAsync(CancellationToken cancellationToken) =>
            await listener.AcceptChannelAsync(cancellationToken).ConfigureAwait(false);
    }
}

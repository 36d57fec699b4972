namespace Parley.Channels;

/// <summary>Keeps the sessions of one factory for the next message. <see cref="ChannelPoolSettings"/> says for how long, and how many.</summary>
internal sealed class SessionPool : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Uri, Endpoint> _endpoints = [];
    private readonly IChannelFactory<IDuplexSessionChannel> _factory;
    private readonly ChannelPoolSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ITimer _sweep;
    private bool _sweeps;
    private bool _isDisposed;

    public SessionPool(IChannelFactory<IDuplexSessionChannel> factory, ChannelPoolSettings settings, TimeProvider clock)
    {
        _factory = factory;
        _settings = new ChannelPoolSettings(settings);
        _clock = clock;
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _sweep = clock.CreateTimer(static state => ((SessionPool)state!).CloseIdle(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A session that is the caller's until it returns it: one that lies idle, or a new one, or the next that comes back.</summary>
    public async ValueTask<PooledSession> TakeAsync(EndpointAddress address, Uri via, CancellationToken cancellationToken)
    {
        while (true)
        {
            PooledSession? session = null;
            TaskCompletionSource? turn = null;
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                if (!_endpoints.TryGetValue(via, out var endpoint))
                {
                    _endpoints.Add(via, endpoint = new Endpoint());
                }

                while (session is null && endpoint.Idle.TryPop(out var idle))
                {
                    session = IsFit(idle) ? idle : null;
                    if (session is null)
                    {
                        endpoint.Count--;
                        _ = CloseAsync(idle.Channel);
                    }
                }

                if (session is null && endpoint.Count < _settings.MaxOutboundChannelsPerEndpoint)
                {
                    session = new PooledSession(_factory.CreateChannel(address, via), via, _clock.GetTimestamp());
                    endpoint.Count++;
                }

                if (session is null)
                {
                    turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    endpoint.Waiting.Enqueue(turn);
                }
            }

            if (session is not null)
            {
                return session.Channel.State == CommunicationState.Opened ? session : await OpenAsync(session, cancellationToken).ConfigureAwait(false);
            }

            try
            {
                await turn!.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                if (!turn!.TrySetCanceled(CancellationToken.None))
                {
                    // It was this one's turn already: the next takes it.
                    PassTurn(via);
                }

                throw;
            }
        }
    }

    /// <summary>Gives a session back. One that has failed is gone.</summary>
    public void Return(PooledSession session)
    {
        bool isKept;
        lock (_lock)
        {
            var endpoint = _endpoints[session.Via];
            session.ReturnedAt = _clock.GetTimestamp();
            isKept = !_isDisposed && IsFit(session);
            if (isKept)
            {
                endpoint.Idle.Push(session);
                Sweep();
            }
            else
            {
                endpoint.Count--;
            }
        }

        if (!isKept)
        {
            _ = CloseAsync(session.Channel);
        }

        PassTurn(session.Via);
    }

    /// <summary>Closes every session that nobody uses; the others are closed when they come back.</summary>
    public void Dispose()
    {
        List<PooledSession> idle = [];
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var endpoint in _endpoints.Values)
            {
                idle.AddRange(endpoint.Idle);
                endpoint.Count -= endpoint.Idle.Count;
                endpoint.Idle.Clear();
            }
        }

        _sweep.Dispose();
        foreach (var session in idle)
        {
            _ = CloseAsync(session.Channel);
        }
    }

    private static async Task CloseAsync(IDuplexSessionChannel channel)
    {
        try
        {
            await channel.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            channel.Abort();
        }
    }

    private async ValueTask<PooledSession> OpenAsync(PooledSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.Channel.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            session.Channel.Abort();
            Return(session);
            throw;
        }

        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            _ = WatchAsync(session.Channel);
        }

        return session;
    }

    /// <summary>Notices that the service has ended a session. What it says is not for anybody.</summary>
    private static async Task WatchAsync(IDuplexSessionChannel channel)
    {
        try
        {
            while (await channel.ReceiveAsync(CancellationToken.None).ConfigureAwait(false) is { } message)
            {
                message.Close();
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            channel.Abort();
            return;
        }

        await CloseAsync(channel).ConfigureAwait(false);
    }

    private bool IsFit(PooledSession session) =>
        session.Channel.State == CommunicationState.Opened
        && _clock.GetElapsedTime(session.OpenedAt) < _settings.LeaseTimeout
        && _clock.GetElapsedTime(session.ReturnedAt) <= _settings.IdleTimeout;

    private void PassTurn(Uri via)
    {
        lock (_lock)
        {
            // An endpoint without sessions and without waiters may have been swept away.
            while (_endpoints.TryGetValue(via, out var endpoint) && endpoint.Waiting.TryDequeue(out var next) && !next.TrySetResult())
            {
            }
        }
    }

    private void Sweep()
    {
        if (!_sweeps && !_isDisposed && _settings.IdleTimeout < TimeSpan.FromDays(1))
        {
            _sweeps = true;
            _sweep.Change(_settings.IdleTimeout + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    private void CloseIdle()
    {
        List<PooledSession> old = [];
        lock (_lock)
        {
            _sweeps = false;
            foreach (var (via, endpoint) in _endpoints.ToArray())
            {
                old.AddRange(endpoint.Idle.Where(session => !IsFit(session)));
                var fit = endpoint.Idle.Where(IsFit).Reverse().ToArray();
                endpoint.Count -= endpoint.Idle.Count - fit.Length;
                endpoint.Idle = new Stack<PooledSession>(fit);
                if (endpoint is { Count: 0, Waiting.Count: 0 })
                {
                    _endpoints.Remove(via);
                }
                else if (fit.Length > 0)
                {
                    Sweep();
                }
            }
        }

        foreach (var session in old)
        {
            _ = CloseAsync(session.Channel);
        }
    }

    /// <summary>The sessions to one address.</summary>
    private sealed class Endpoint
    {
        /// <summary>Sessions that lie idle, the one used last on top.</summary>
        public Stack<PooledSession> Idle { get; set; } = new();

        /// <summary>Who waits for a session.</summary>
        public Queue<TaskCompletionSource> Waiting { get; } = new();

        /// <summary>All sessions, idle or not.</summary>
        public int Count { get; set; }
    }
}

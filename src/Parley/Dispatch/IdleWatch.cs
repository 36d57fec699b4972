namespace Parley.Dispatcher;

/// <summary>
/// Ends the sessions that bring no message for longer than the receive timeout. One timer for all sessions of a listener:
/// it fires when the first of them may be due, and looks at all.
/// </summary>
internal sealed class IdleWatch
{
    private readonly Lock _lock = new();
    private readonly HashSet<IWatched> _watched = [];
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _limit;
    private readonly ITimer? _timer;
    private bool _armed;

    internal IdleWatch(TimeSpan limit, TimeProvider timeProvider)
    {
        _limit = limit;
        _timeProvider = timeProvider;
        if (limit != Timeout.InfiniteTimeSpan && limit.TotalMilliseconds < uint.MaxValue - 1)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _timer = timeProvider.CreateTimer(static state => ((IdleWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>What may be idle.</summary>
    internal interface IWatched
    {
        /// <summary>When the last message came, or the last call ended, as a timestamp; null while it is busy.</summary>
        long? IdleSince { get; }

        /// <summary>It was idle for too long.</summary>
        void EndIdle(TimeSpan limit);
    }

    /// <summary>The limit.</summary>
    internal TimeSpan Limit => _limit;

    internal void Add(IWatched session)
    {
        if (_timer is null)
        {
            return;
        }

        lock (_lock)
        {
            _watched.Add(session);
            if (_armed)
            {
                return;
            }

            _armed = true;
        }

        _timer.Change(_limit, Timeout.InfiniteTimeSpan);
    }

    internal void Remove(IWatched session)
    {
        if (_timer is null)
        {
            return;
        }

        lock (_lock)
        {
            _watched.Remove(session);
        }
    }

    internal void Stop() => _timer?.Dispose();

    private void Look()
    {
        List<IWatched>? due = null;
        var wait = _limit;
        lock (_lock)
        {
            if (_watched.Count == 0)
            {
                _armed = false;
                return;
            }

            foreach (var session in _watched)
            {
                if (session.IdleSince is not { } since)
                {
                    continue;
                }

                var left = _limit - _timeProvider.GetElapsedTime(since);
                if (left <= TimeSpan.Zero)
                {
                    (due ??= []).Add(session);
                }
                else if (left < wait)
                {
                    wait = left;
                }
            }
        }

        foreach (var session in due ?? [])
        {
            session.EndIdle(_limit);
        }

        // Many sessions with times close together are looked at together: late by one part in 64 at most.
        var least = TimeSpan.FromTicks(Math.Max(_limit.Ticks / 64, TimeSpan.TicksPerMillisecond));
        _timer!.Change(wait < least ? least : wait, Timeout.InfiniteTimeSpan);
    }
}

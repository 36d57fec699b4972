namespace Parley;

/// <summary>
/// Looks several times a second at all calls under way, and ends those whose time is over. So a call sets and clears a number,
/// where a timer of its own would have to enter and leave the process's queue of timers.
/// </summary>
internal static class CallTimeoutWatch
{
    private const int PeriodMilliseconds = 50;

    /// <summary>The coarse clock lags by up to this, in milliseconds: a call must not end too soon.</summary>
    private const int ClockResolution = 16;

    /// <summary>So many periods without a call, and the timer stops: an idle process sleeps.</summary>
    private const int IdlePeriods = 40;

    private static readonly Lock _lock = new();
    private static Timer? _timer;
    private static CallTimeout? _first;
    private static volatile bool _isRunning;
    private static int _idlePeriods;

    /// <summary>The shortest timeout that is watched. A shorter one has a timer of its own, which is more exact.</summary>
    internal static TimeSpan Shortest { get; } = TimeSpan.FromSeconds(1);

    /// <summary>When a call that starts now is over.</summary>
    internal static long DeadlineOf(TimeSpan timeout) =>
        Environment.TickCount64 + (timeout.Ticks / TimeSpan.TicksPerMillisecond) + ClockResolution;

    /// <summary>Watches a clock from now on.</summary>
    internal static void Add(CallTimeout clock)
    {
        lock (_lock)
        {
            clock.NextWatched = _first;
            if (_first is not null)
            {
                _first.PreviousWatched = clock;
            }

            _first = clock;
        }
    }

    /// <summary>Watches a clock no longer.</summary>
    internal static void Remove(CallTimeout clock)
    {
        lock (_lock)
        {
            if (clock.NextWatched is { } next)
            {
                next.PreviousWatched = clock.PreviousWatched;
            }

            if (clock.PreviousWatched is { } previous)
            {
                previous.NextWatched = clock.NextWatched;
            }
            else if (ReferenceEquals(_first, clock))
            {
                _first = clock.NextWatched;
            }

            clock.PreviousWatched = null;
            clock.NextWatched = null;
        }
    }

    /// <summary>Sees to it that somebody looks. The clock's deadline is set already, by an interlocked operation.</summary>
    internal static void EnsureRunning()
    {
        if (!_isRunning)
        {
            StartTimer();
        }
    }

    private static void StartTimer()
    {
        lock (_lock)
        {
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
            _idlePeriods = 0;
            if (_timer is null)
            {
                using (ExecutionContext.SuppressFlow())
                {
                    _timer = new Timer(static _ => Look(), null, Timeout.Infinite, Timeout.Infinite);
                }
            }

            _timer.Change(PeriodMilliseconds, PeriodMilliseconds);
        }
    }

    private static void Look()
    {
        var now = Environment.TickCount64;
        List<CallTimeout>? due = null;
        lock (_lock)
        {
            var running = Collect(now, ref due);
            _idlePeriods = running ? 0 : _idlePeriods + 1;
            if (_idlePeriods >= IdlePeriods)
            {
                // A call that starts now sees that nobody looks, or is seen here.
                _isRunning = false;
                Interlocked.MemoryBarrier();
                if (Collect(now, ref due))
                {
                    _isRunning = true;
                    _idlePeriods = 0;
                }
                else
                {
                    _timer!.Change(Timeout.Infinite, Timeout.Infinite);
                }
            }
        }

        if (due is null)
        {
            return;
        }

        foreach (var clock in due)
        {
            clock.FireIfDue(now);
        }
    }

    private static bool Collect(long now, ref List<CallTimeout>? due)
    {
        var running = false;
        for (var clock = _first; clock is not null; clock = clock.NextWatched)
        {
            if (clock.IsRunning)
            {
                running = true;
                if (clock.IsDue(now))
                {
                    (due ??= []).Add(clock);
                }
            }
        }

        return running;
    }
}

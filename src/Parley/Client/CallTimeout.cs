using System.Numerics;
using System.Xml;

namespace Parley;

/// <summary>
/// The clock of one call: one token that fires at the call's timeout and when the caller gives up. A call has to start one
/// and hardly ever needs it, so clocks are used again, and long timeouts share one timer (<see cref="CallTimeoutWatch"/>).
/// </summary>
internal sealed class CallTimeout
{
    private const long NotRunning = 0;
    private const long Fired = -1;
    private const int MaxPooled = 256;
    private const int SpareDistance = 16;

    private static readonly Stack<CallTimeout> _pool = new();

    // One for each processor, far enough apart that they do not share a cache line.
    private static readonly CallTimeout?[] _spares = new CallTimeout?[SpareDistance * (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount)];

    private readonly CancellationTokenSource _source;
    private ITimer? _timer;
    private long _deadline;
    private WaitingRequests? _table;
    private UniqueId? _requestId;
    private CancellationTokenRegistration _callerRegistration;
    private CancellationToken _callerToken;

    private CallTimeout(CancellationTokenSource source)
    {
        _source = source;
        Token = source.Token;
    }

    /// <summary>The token for everything that the call does.</summary>
    internal CancellationToken Token { get; }

    /// <summary>Whether the timeout has passed, and the caller has not given up before.</summary>
    internal bool HasTimedOut => _source.IsCancellationRequested && !_callerToken.IsCancellationRequested;

    /// <summary>Whether the caller has given up.</summary>
    internal bool IsCanceledByCaller => _callerToken.IsCancellationRequested;

    /// <summary>The caller's own token.</summary>
    internal CancellationToken CallerToken => _callerToken;

    /// <summary>The place in the list of the watch.</summary>
    internal CallTimeout? PreviousWatched { get; set; }

    /// <inheritdoc cref="PreviousWatched"/>
    internal CallTimeout? NextWatched { get; set; }

    /// <summary>Whether a deadline is set that the watch has to look at.</summary>
    internal bool IsRunning => Volatile.Read(ref _deadline) > NotRunning;

    /// <summary>Whether the deadline has passed.</summary>
    internal bool IsDue(long now) => Volatile.Read(ref _deadline) is > NotRunning and var deadline && deadline <= now;

    /// <summary>Starts a clock; <see cref="Stop"/> must follow.</summary>
    internal static CallTimeout Start(TimeSpan timeout, TimeProvider timeProvider, CancellationToken callerToken)
    {
        // A timer holds up to 49 days; what is longer never fires.
        var infinite = timeout == Timeout.InfiniteTimeSpan || timeout.TotalMilliseconds >= uint.MaxValue - 1;
        var clock = Take();
        if (!infinite)
        {
            if (timeout >= CallTimeoutWatch.Shortest && ReferenceEquals(timeProvider, TimeProvider.System))
            {
                Interlocked.Exchange(ref clock._deadline, CallTimeoutWatch.DeadlineOf(timeout));
                CallTimeoutWatch.EnsureRunning();
            }
            else
            {
                clock._timer = timeProvider.CreateTimer(
                    static state => ((CallTimeout)state!).Fire(), clock, timeout, Timeout.InfiniteTimeSpan);
            }
        }

        if (callerToken.CanBeCanceled)
        {
            clock._callerToken = callerToken;
            clock._callerRegistration = callerToken.UnsafeRegister(static state => ((CallTimeout)state!).Fire(), clock);
        }

        return clock;
    }

    /// <summary>Lets the clock fail a request that waits for its reply, which costs less than a registration with the token.</summary>
    internal void CancelWith(WaitingRequests table, UniqueId requestId)
    {
        _table = table;
        _requestId = requestId;
        Interlocked.MemoryBarrier();
        if (_source.IsCancellationRequested)
        {
            table.Cancel(requestId, Token);
        }
    }

    /// <summary>Fires when the deadline has passed. Called by the watch.</summary>
    internal void FireIfDue(long now)
    {
        // The clock may be stopped, and started for another call, at this very moment: then its deadline is another.
        var deadline = Volatile.Read(ref _deadline);
        if (deadline > NotRunning && deadline <= now
            && Interlocked.CompareExchange(ref _deadline, Fired, deadline) == deadline)
        {
            Fire();
        }
    }

    /// <summary>Stops the clock. Nothing of the call may use the token any more.</summary>
    internal void Stop()
    {
        if (_callerToken.CanBeCanceled)
        {
            _callerRegistration.Dispose();
            _callerRegistration = default;
            _callerToken = default;
        }

        _table = null;
        _requestId = null;
        if (Interlocked.Exchange(ref _deadline, NotRunning) == Fired || _timer is not null || !_source.TryReset())
        {
            // It fires now, or may still: it serves no other call. Its source has neither timer nor handle to give back.
            _timer?.Dispose();
            CallTimeoutWatch.Remove(this);
            return;
        }

        Return(this);
    }

    private static CallTimeout Take()
    {
        ref var slot = ref SpareOfProcessor();
        if (slot is not null && Interlocked.Exchange(ref slot, null) is { } spare)
        {
            return spare;
        }

        lock (_pool)
        {
            if (_pool.TryPop(out var pooled))
            {
                return pooled;
            }
        }

        var created = new CallTimeout(new CancellationTokenSource());
        CallTimeoutWatch.Add(created);
        return created;
    }

    private static void Return(CallTimeout clock)
    {
        ref var slot = ref SpareOfProcessor();
        if (slot is null && Interlocked.CompareExchange(ref slot, clock, null) is null)
        {
            return;
        }

        lock (_pool)
        {
            if (_pool.Count < MaxPooled)
            {
                _pool.Push(clock);
                return;
            }
        }

        CallTimeoutWatch.Remove(clock);
    }

    private static ref CallTimeout? SpareOfProcessor() =>
        ref _spares[(Thread.GetCurrentProcessorId() * SpareDistance) & (_spares.Length - 1)];

    private void Fire()
    {
        _source.Cancel();
        if (_requestId is { } requestId)
        {
            _table?.Cancel(requestId, Token);
        }
    }
}

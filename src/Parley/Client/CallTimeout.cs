using System.Collections.Concurrent;

namespace Parley;

/// <summary>
/// The clock of one call: one token that fires at the call's timeout and when the caller gives up. Clocks are used again,
/// timer and all, because a call has to start one and hardly ever needs it.
/// </summary>
internal sealed class CallTimeout
{
    private const int MaxPooled = 64;

    private static readonly ConcurrentQueue<CallTimeout> _pool = new();

    private readonly CancellationTokenSource _source;
    private readonly bool _reusable;
    private CancellationTokenRegistration _callerRegistration;
    private CancellationToken _callerToken;

    private CallTimeout(CancellationTokenSource source, bool reusable)
    {
        _source = source;
        _reusable = reusable;
    }

    /// <summary>The token for everything that the call does.</summary>
    internal CancellationToken Token => _source.Token;

    /// <summary>Whether the timeout has passed, and the caller has not given up before.</summary>
    internal bool HasTimedOut => _source.IsCancellationRequested && !_callerToken.IsCancellationRequested;

    /// <summary>Whether the caller has given up.</summary>
    internal bool IsCanceledByCaller => _callerToken.IsCancellationRequested;

    /// <summary>The caller's own token.</summary>
    internal CancellationToken CallerToken => _callerToken;

    /// <summary>Starts a clock; <see cref="Stop"/> must follow.</summary>
    internal static CallTimeout Start(TimeSpan timeout, TimeProvider timeProvider, CancellationToken callerToken)
    {
        // A timer holds up to 49 days; what is longer never fires.
        var infinite = timeout == Timeout.InfiniteTimeSpan || timeout.TotalMilliseconds >= uint.MaxValue - 1;
        CallTimeout? clock;
        if (ReferenceEquals(timeProvider, TimeProvider.System))
        {
            if (!_pool.TryDequeue(out clock))
            {
                clock = new CallTimeout(new CancellationTokenSource(), reusable: true);
            }

            if (!infinite)
            {
                clock._source.CancelAfter(timeout);
            }
        }
        else
        {
            clock = new CallTimeout(
                infinite ? new CancellationTokenSource() : new CancellationTokenSource(timeout, timeProvider), reusable: false);
        }

        clock._callerToken = callerToken;
        if (callerToken.CanBeCanceled)
        {
            clock._callerRegistration = callerToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), clock._source);
        }

        return clock;
    }

    /// <summary>Stops the clock. Nothing of the call may use the token any more.</summary>
    internal void Stop()
    {
        _callerRegistration.Dispose();
        _callerRegistration = default;
        _callerToken = default;
        if (_reusable && _pool.Count < MaxPooled && _source.TryReset())
        {
            _pool.Enqueue(this);
            return;
        }

        _source.Dispose();
    }
}

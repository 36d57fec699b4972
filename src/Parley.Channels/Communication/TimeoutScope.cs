using System.Diagnostics.CodeAnalysis;

namespace Parley.Channels;

/// <summary>
/// One operation under a timeout of ours and a caller's token: tells which of the two ended it.
/// </summary>
internal sealed class TimeoutScope : IDisposable
{
    private readonly CancellationTokenSource? _source;
    private readonly CancellationTokenSource? _linked;
    private readonly CancellationToken _callerToken;
    private readonly TimeSpan _timeout;

    /// <summary>Starts the clock.</summary>
    /// <param name="timeout">From zero up; infinite and very large values mean no timeout.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public TimeoutScope(TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        _timeout = timeout;
        _callerToken = cancellationToken;
        if (IsInfinite(timeout))
        {
            Token = cancellationToken;
            return;
        }

        if (cancellationToken.CanBeCanceled)
        {
            // A source linked to the caller's token cannot also take a TimeProvider: chain the two.
            _source = new CancellationTokenSource(timeout, timeProvider);
            _linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _source.Token);
            Token = _linked.Token;
            return;
        }

        _source = new CancellationTokenSource(timeout, timeProvider);
        Token = _source.Token;
    }

    /// <summary>The token for the operation.</summary>
    public CancellationToken Token { get; }

    /// <summary>True when the timeout, and not the caller, ended the operation.</summary>
    public bool HasTimedOut =>
        _source is not null && _source.IsCancellationRequested && !_callerToken.IsCancellationRequested;

    /// <summary>True for the two ways to say "no timeout", and for what a timer cannot hold (beyond 49 days).</summary>
    public static bool IsInfinite(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan || timeout.TotalMilliseconds >= uint.MaxValue - 1;

    /// <summary>The timeout as timers take it: infinite where it means no timeout.</summary>
    public static TimeSpan ForTimer(TimeSpan timeout) => IsInfinite(timeout) ? Timeout.InfiniteTimeSpan : timeout;

    /// <summary>
    /// A wait as timers take it that is to end at a moment, and not before: the platform's timers drop fractions of a millisecond, and would fire again and again in the last one.
    /// </summary>
    public static TimeSpan UpToWholeMilliseconds(TimeSpan wait) =>
        new((wait.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond);

    /// <summary>Turns the end of the operation into the exception that the caller should see.</summary>
    [DoesNotReturn]
    public void ThrowTimeout(string what, string setting, Exception inner, string? hint = null) =>
        throw new TimeoutException($"{what} did not finish within {_timeout} ({setting}).{(hint is null ? string.Empty : " " + hint)}", inner);

    /// <inheritdoc/>
    public void Dispose()
    {
        _linked?.Dispose();
        _source?.Dispose();
    }
}

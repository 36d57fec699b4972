using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// The secure sessions of one listener, by their names. What has ended is forgotten: its token is as unknown as one that never was.
/// Thread-safe.
/// </summary>
/// <remarks>
/// One timer serves all sessions. It fires when the first of them may be due, and looks at all; many with times close together are looked at
/// together, late by one part in 64 at most.
/// </remarks>
internal sealed class SecureSessionTable : IDisposable
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(1);

    /// <summary>So long the last words of clients are waited for when the service closes.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, SecureSession> _sessions = new(StringComparer.Ordinal);
    private readonly ITimer _timer;
    private readonly TimeSpan _leastWait;
    private int _pending;
    private int _isArmed;
    private TaskCompletionSource? _empty;
    private volatile bool _isClosed;

    /// <param name="limits">How many sessions there may be, and for how long.</param>
    /// <param name="clock">The clock.</param>
    public SecureSessionTable(SessionLimits limits, TimeProvider clock)
    {
        Limits = limits;
        Clock = clock;
        FirstWait = Shorter(limits.InactivityTimeout, limits.IdleTimeout);
        _leastWait = TimeSpan.FromTicks(Math.Max(FirstWait.Ticks / 64, TimeSpan.TicksPerMillisecond));
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _timer = clock.CreateTimer(static state => ((SecureSessionTable)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public SessionLimits Limits { get; }

    public TimeProvider Clock { get; }

    /// <summary>The time of day, for what messages say.</summary>
    public DateTime UtcNow => Clock.GetUtcNow().UtcDateTime;

    /// <summary>The time that only goes on, for what has a limit.</summary>
    public long Timestamp => Clock.GetTimestamp();

    /// <summary>Whether no more sessions are made.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>How many sessions there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>How many of them the service has not accepted yet.</summary>
    public int Pending => Volatile.Read(ref _pending);

    private TimeSpan FirstWait { get; }

    /// <summary>Makes a session, unless too many are pending, or the table is closed.</summary>
    /// <param name="key">Its first key; the session's from now on, also when there is none.</param>
    /// <param name="client">Who opens it.</param>
    /// <param name="session">The session.</param>
    /// <param name="first">Its key, as the token says it.</param>
    public bool TryCreate(SecretKey key, ServiceSecurityContext client, [NotNullWhen(true)] out SecureSession? session, out ContextKey first)
    {
        var now = UtcNow;
        first = new ContextKey(null, key, now, Until(now));
        session = null;
        if (Interlocked.Increment(ref _pending) > Limits.MaxPendingSessions || _isClosed)
        {
            OnNoLongerPending();
            first.Dispose();
            return false;
        }

        session = new SecureSession(this, new ServiceConversation(NewName(), first, Limits.Rollover), client, Timestamp);
        _sessions.TryAdd(session.Identifier, session);
        if (_isClosed)
        {
            // The table was closed meanwhile, and may not have seen the session.
            session.End(SessionEnd.Closed);
            session = null;
            return false;
        }

        if (Interlocked.Exchange(ref _isArmed, 1) == 0)
        {
            Arm(FirstWait);
        }

        return true;
    }

    /// <summary>Makes a new key for a session, which counts from its first message on.</summary>
    /// <param name="session">The session.</param>
    /// <param name="key">The key; the session's from now on, also when it has ended.</param>
    /// <returns>The key with its name; null when the session has ended.</returns>
    public ContextKey? Renew(SecureSession session, SecretKey key)
    {
        var now = UtcNow;
        var next = new ContextKey(NewName(), key, now, Until(now));
        return session.TryRenew(next) ? next : null;
    }

    /// <summary>The session of a name; null when there is none.</summary>
    public SecureSession? Find(string identifier) => _sessions.GetValueOrDefault(identifier);

    /// <summary>Makes no more sessions, and waits until what is under way in them is over, and for a moment for clients to end theirs.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        _isClosed = true;
        foreach (var (_, session) in _sessions)
        {
            await session.WhenQuiet().WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        var empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _empty, empty);
        if (_sessions.IsEmpty)
        {
            return;
        }

        try
        {
            await empty.Task.WaitAsync(_patience, Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Those clients are gone, or will learn of the end by their next message.
        }
    }

    /// <summary>Ends all sessions, and makes no more.</summary>
    public void Close()
    {
        _isClosed = true;
        foreach (var (_, session) in _sessions)
        {
            session.End(SessionEnd.Closed);
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        _timer.Dispose();
    }

    internal void Remove(SecureSession session)
    {
        _sessions.TryRemove(KeyValuePair.Create(session.Identifier, session));
        if (Volatile.Read(ref _empty) is { } empty && _sessions.IsEmpty)
        {
            empty.TrySetResult();
        }
    }

    internal void OnNoLongerPending() => Interlocked.Decrement(ref _pending);

    private static string NewName() => $"urn:uuid:{Guid.NewGuid():D}";

    private static TimeSpan Shorter(TimeSpan first, TimeSpan second)
    {
        var shorter = TimeoutScope.IsInfinite(second) || (first < second && !TimeoutScope.IsInfinite(first)) ? first : second;
        return TimeoutScope.IsInfinite(shorter) || shorter > _longestWait ? _longestWait : shorter;
    }

    private DateTime Until(DateTime now) => Limits.KeyLifetime >= DateTime.MaxValue - now ? DateTime.MaxValue : now + Limits.KeyLifetime;

    private void Arm(TimeSpan wait)
    {
        try
        {
            _timer.Change(wait < _leastWait ? _leastWait : wait, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The listener is closed.
        }
    }

    private void Look()
    {
        var now = Timestamp;
        var wait = FirstWait;
        foreach (var (_, session) in _sessions)
        {
            if (session.TimeLeft(now, out var end) is not { } left)
            {
                continue;
            }

            if (left <= TimeSpan.Zero)
            {
                session.End(end);
            }
            else if (left < wait)
            {
                wait = left;
            }
        }

        if (_sessions.IsEmpty)
        {
            Volatile.Write(ref _isArmed, 0);
            if (_sessions.IsEmpty || Interlocked.Exchange(ref _isArmed, 1) != 0)
            {
                return;
            }
        }

        Arm(wait);
    }
}

namespace Parley.IdentityModel.Services;

/// <summary>Knows the sessions that this process saw begin, in its memory. A restart forgets them, and what was ended counts again: farms and cautious applications use <see cref="DistributedUserSessionRegistry"/>.</summary>
public sealed class MemoryUserSessionRegistry : UserSessionRegistry
{
    private const int DefaultMaximum = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, Known>> _users = new(StringComparer.Ordinal);
    private readonly int _maximum;
    private readonly TimeProvider _time;
    private int _count;

    /// <summary>Creates a registry for 100,000 sessions.</summary>
    public MemoryUserSessionRegistry()
        : this(DefaultMaximum)
    {
    }

    /// <summary>Creates a registry.</summary>
    /// <param name="maximumSessions">How many sessions it remembers, at least one. When there are more, those go that end next; were they ended before their time, their tokens count again.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximumSessions"/> is not positive.</exception>
    public MemoryUserSessionRegistry(int maximumSessions, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumSessions);
        _maximum = maximumSessions;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="session"/> is null.</exception>
    public override ValueTask RecordAsync(UserSession session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_users.TryGetValue(session.UserId, out var sessions))
            {
                _users.Add(session.UserId, sessions = new Dictionary<string, Known>(StringComparer.Ordinal));
            }

            if (sessions.TryGetValue(session.Id, out var known))
            {
                // A session that was ended stays ended, and began when it began.
                sessions[session.Id] = new Known(session with { Began = known.Session.Began }, known.IsEnded);
            }
            else
            {
                sessions.Add(session.Id, new Known(session, IsEnded: false));
                if (++_count > _maximum)
                {
                    MakeRoom();
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="userId"/> is null.</exception>
    public override ValueTask<IReadOnlyList<UserSession>> ListAsync(string userId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userId);
        cancellationToken.ThrowIfCancellationRequested();
        var now = _time.GetUtcNow().UtcDateTime;
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<UserSession>>(_users.TryGetValue(userId, out var sessions)
                ? [.. sessions.Values.Where(known => !known.IsEnded && known.Session.Ends > now).Select(static known => known.Session).OrderByDescending(static session => session.Began)]
                : []);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public override ValueTask<bool> EndAsync(string userId, string sessionId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userId);
        ArgumentNullException.ThrowIfNull(sessionId);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_users.TryGetValue(userId, out var sessions) || !sessions.TryGetValue(sessionId, out var known) || known.IsEnded)
            {
                return ValueTask.FromResult(false);
            }

            sessions[sessionId] = known with { IsEnded = true };
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public override ValueTask<bool> IsEndedAsync(string userId, string sessionId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userId);
        ArgumentNullException.ThrowIfNull(sessionId);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(_users.TryGetValue(userId, out var sessions) && sessions.TryGetValue(sessionId, out var known) && known.IsEnded);
        }
    }

    // A tenth goes at once, so that a full registry does not sort itself at every sign-in.
    private void MakeRoom()
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var all = _users.Values.SelectMany(static sessions => sessions.Values).Select(static known => known.Session).OrderBy(static session => session.Ends).ToList();
        var gone = Math.Max(all.Count(session => session.Ends <= now), Math.Max(1, _maximum / 10));
        foreach (var session in all.Take(gone))
        {
            var sessions = _users[session.UserId];
            sessions.Remove(session.Id);
            _count--;
            if (sessions.Count == 0)
            {
                _users.Remove(session.UserId);
            }
        }
    }

    private sealed record Known(UserSession Session, bool IsEnded);
}

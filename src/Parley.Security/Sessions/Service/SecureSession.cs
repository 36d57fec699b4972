namespace Parley.Security;

/// <summary>A secure session at the service, from the issue of its token to its end. Thread-safe.</summary>
internal sealed class SecureSession
{
    private readonly Lock _lock = new();
    private readonly SecureSessionTable _table;
    private readonly ServiceConversation _conversation;
    private ISessionUser? _user;
    private long _lastUse;
    private int _underWay;
    private bool _isAccepted;
    private TaskCompletionSource? _quiet;

    public SecureSession(SecureSessionTable table, ServiceConversation conversation, ServiceSecurityContext client, long now)
    {
        _table = table;
        _conversation = conversation;
        _lastUse = now;
        Client = client;
    }

    /// <summary>The session's name.</summary>
    public string Identifier => _conversation.Identifier;

    /// <summary>Who opened it: the sender of all its messages.</summary>
    public ServiceSecurityContext Client { get; }

    /// <summary>The name of its key of today; null for the first.</summary>
    public string? Instance
    {
        get
        {
            lock (_lock)
            {
                return _conversation.Current.Instance;
            }
        }
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_lock)
            {
                return _conversation.State == ConversationState.Ended;
            }
        }
    }

    /// <summary>The key that a message names, and a lease on it.</summary>
    /// <param name="instance">The key's name.</param>
    /// <param name="key">The key, to be returned; null for <see cref="KeyVerdict.Unknown"/>.</param>
    public KeyVerdict Lease(string? instance, out ContextKey? key)
    {
        var now = _table.UtcNow;
        lock (_lock)
        {
            var verdict = _conversation.Find(instance, now, out key);
            if (key is not null && !key.TryLease())
            {
                key = null;
                verdict = KeyVerdict.Unknown;
            }

            return verdict;
        }
    }

    /// <summary>The key that protects what the service sends, and a lease on it.</summary>
    /// <returns>Null when the session has ended.</returns>
    public ContextKey? LeaseCurrent()
    {
        lock (_lock)
        {
            return _conversation.State != ConversationState.Ended && _conversation.Current.TryLease() ? _conversation.Current : null;
        }
    }

    /// <summary>A message has come that the key protects, and has passed all checks.</summary>
    /// <param name="key">The key, under a lease.</param>
    /// <returns>False when the session has ended meanwhile.</returns>
    public bool TryUse(ContextKey key)
    {
        var now = _table.UtcNow;
        lock (_lock)
        {
            _conversation.Use(key, now);
            _lastUse = _table.Timestamp;
            return _conversation.State != ConversationState.Ended;
        }
    }

    /// <summary>What serves the session: the first message makes it.</summary>
    /// <param name="state">Handed on.</param>
    /// <param name="create">Makes it.</param>
    /// <param name="isNew">True when it was made now.</param>
    /// <returns>Null when the session has ended.</returns>
    public TUser? GetUser<TUser, TState>(TState state, Func<SecureSession, TState, TUser> create, out bool isNew)
        where TUser : class, ISessionUser
    {
        lock (_lock)
        {
            isNew = false;
            if (_conversation.State == ConversationState.Ended)
            {
                return null;
            }

            if (_user is null)
            {
                isNew = true;
                _user = create(this, state);
            }

            return (TUser)_user;
        }
    }

    /// <summary>The service has accepted the session: it is no longer pending.</summary>
    /// <returns>False when it has ended.</returns>
    public bool TryAccept()
    {
        lock (_lock)
        {
            if (_conversation.State == ConversationState.Ended)
            {
                return false;
            }

            if (!_isAccepted)
            {
                _isAccepted = true;
                _table.OnNoLongerPending();
            }

            _lastUse = _table.Timestamp;
            return true;
        }
    }

    /// <summary>A request, or a connection, of the session: as long as there is one it is not idle.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _underWay++;
        }
    }

    /// <summary>What <see cref="Begin"/> began is over.</summary>
    public void EndOne()
    {
        TaskCompletionSource? quiet;
        lock (_lock)
        {
            _underWay--;
            _lastUse = _table.Timestamp;
            quiet = _underWay == 0 ? _quiet : null;
        }

        quiet?.TrySetResult();
    }

    /// <summary>Waits until nothing of the session is under way.</summary>
    public Task WhenQuiet()
    {
        lock (_lock)
        {
            return _underWay == 0
                ? Task.CompletedTask
                : (_quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Gives the session a new key, which counts from its first message on.</summary>
    /// <returns>False when the session has ended; the key is zeroed then.</returns>
    public bool TryRenew(ContextKey key)
    {
        lock (_lock)
        {
            if (_conversation.State != ConversationState.Ended)
            {
                _conversation.Renew(key);
                _lastUse = _table.Timestamp;
                return true;
            }
        }

        key.Dispose();
        return false;
    }

    /// <summary>Ends the session, and zeroes its keys when nobody uses them any more.</summary>
    /// <param name="end">Why. What serves the session is told, unless it says so itself.</param>
    /// <param name="tells">Whether what serves the session is told.</param>
    /// <returns>False when it had ended before.</returns>
    public bool End(SessionEnd end, bool tells = true)
    {
        ISessionUser? user;
        ContextKey last;
        lock (_lock)
        {
            last = _conversation.Current;
            var isLeased = last.TryLease();
            if (!_conversation.End())
            {
                if (isLeased)
                {
                    last.Return();
                }

                return false;
            }

            user = _user;
            if (!_isAccepted)
            {
                _isAccepted = true;
                _table.OnNoLongerPending();
            }
        }

        _table.Remove(this);
        try
        {
            if (tells)
            {
                user?.OnSessionEnded(end, last);
            }
        }
        finally
        {
            last.Return();
        }

        return true;
    }

    /// <summary>How long the session may still go without a message.</summary>
    /// <param name="now">The table's time.</param>
    /// <param name="end">Why it ends when there is nothing left.</param>
    /// <returns>Null while it is not idle.</returns>
    public TimeSpan? TimeLeft(long now, out SessionEnd end)
    {
        lock (_lock)
        {
            // What the service does not accept has no messages that anybody works on, and holds one of the places of MaxPendingSessions.
            end = _isAccepted ? SessionEnd.Idle : SessionEnd.Forgotten;
            if (_underWay > 0 && end == SessionEnd.Idle)
            {
                return null;
            }

            var limit = end == SessionEnd.Idle ? _table.Limits.IdleTimeout : _table.Limits.InactivityTimeout;
            return Parley.Channels.TimeoutScope.IsInfinite(limit) ? null : limit - _table.Clock.GetElapsedTime(_lastUse, now);
        }
    }
}

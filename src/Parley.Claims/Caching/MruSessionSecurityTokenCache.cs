using System.Xml;

namespace Parley.IdentityModel.Tokens;

/// <summary>
/// Keeps tokens of sessions in this process's memory: as many as it may, those that were used last. Another process does not see them, and a
/// restart loses them. WIF documentation: MruSessionSecurityTokenCache.
/// </summary>
public sealed class MruSessionSecurityTokenCache : SessionSecurityTokenCache
{
    /// <summary>How many tokens a cache keeps when nothing is said.</summary>
    internal const int DefaultMaximumSize = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, LinkedListNode<Entry>> _sessions = [];
    private readonly LinkedList<Entry> _byUse = new();   // used last comes first
    private readonly int _maximumSize;
    private readonly TimeProvider _time;
    private int _count;

    /// <summary>Creates a cache for 20,000 tokens.</summary>
    public MruSessionSecurityTokenCache()
        : this(DefaultMaximumSize)
    {
    }

    /// <summary>Creates a cache.</summary>
    /// <param name="maximumSize">How many tokens it keeps, at least one. When there are more, the fifth that was not used for longest goes.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximumSize"/> is not positive.</exception>
    public MruSessionSecurityTokenCache(int maximumSize, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumSize);
        _maximumSize = maximumSize;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>How many tokens it keeps, at most.</summary>
    public int MaximumSize => _maximumSize;

    /// <summary>How many tokens it has, those included whose time has ended and that nobody asked for since.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public override ValueTask<bool> AddAsync(SessionSecurityTokenCacheKey key, SessionSecurityToken value, DateTime expiryTime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        cancellationToken.ThrowIfCancellationRequested();
        var now = Now;
        var session = new SessionKey(key.EndpointId, key.ContextId);
        lock (_lock)
        {
            if (_sessions.TryGetValue(session, out var node))
            {
                _count -= node.Value.Tokens.RemoveAll(token => token.Ends <= now);
                if (node.Value.Tokens.Exists(token => token.Generation == key.KeyGeneration))
                {
                    return ValueTask.FromResult(false);
                }

                Touch(node);
            }
            else
            {
                node = _byUse.AddFirst(new Entry(session));
                _sessions.Add(session, node);
            }

            node.Value.Tokens.Add(new Kept(key.KeyGeneration, value, expiryTime));
            if (++_count > _maximumSize)
            {
                MakeRoom(now, node);
            }
        }

        return ValueTask.FromResult(true);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    public override ValueTask<SessionSecurityToken?> GetAsync(SessionSecurityTokenCacheKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_sessions.TryGetValue(new SessionKey(key.EndpointId, key.ContextId), out var node))
            {
                return ValueTask.FromResult<SessionSecurityToken?>(null);
            }

            Touch(node);
            foreach (var token in node.Value.Tokens)
            {
                if (token.Generation == key.KeyGeneration && token.Ends > Now)
                {
                    return ValueTask.FromResult<SessionSecurityToken?>(token.Token);
                }
            }

            return ValueTask.FromResult<SessionSecurityToken?>(null);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public override ValueTask<IReadOnlyList<SessionSecurityToken>> GetAllAsync(string endpointId, UniqueId contextId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpointId);
        ArgumentNullException.ThrowIfNull(contextId);
        cancellationToken.ThrowIfCancellationRequested();
        var now = Now;
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<SessionSecurityToken>>(
                _sessions.TryGetValue(new SessionKey(endpointId, contextId), out var node)
                    ? [.. node.Value.Tokens.Where(token => token.Ends > now).Select(static token => token.Token)]
                    : []);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    public override ValueTask RemoveAsync(SessionSecurityTokenCacheKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_sessions.TryGetValue(new SessionKey(key.EndpointId, key.ContextId), out var node))
            {
                _count -= node.Value.Tokens.RemoveAll(token => token.Generation == key.KeyGeneration);
                RemoveEmpty(node);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public override ValueTask RemoveAllAsync(string endpointId, UniqueId contextId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpointId);
        ArgumentNullException.ThrowIfNull(contextId);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_sessions.TryGetValue(new SessionKey(endpointId, contextId), out var node))
            {
                Remove(node);
            }
        }

        return ValueTask.CompletedTask;
    }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    private void Touch(LinkedListNode<Entry> node)
    {
        if (_byUse.First != node)
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }
    }

    // First those that have ended; then, when that was not enough, a fifth of all, from the end of the list; never the one that was added.
    private void MakeRoom(DateTime now, LinkedListNode<Entry> added)
    {
        for (var node = _byUse.Last; node is not null;)
        {
            var before = node.Previous;
            _count -= node.Value.Tokens.RemoveAll(token => token.Ends <= now && node != added);
            RemoveEmpty(node);
            node = before;
        }

        if (_count <= _maximumSize)
        {
            return;
        }

        var keep = Math.Max(1, _maximumSize - (_maximumSize / 5));
        while (_count > keep && _byUse.Last is { } last && last != added)
        {
            Remove(last);
        }

        // All room is one session's: its oldest generations go.
        while (_count > _maximumSize && added.Value.Tokens.Count > 1)
        {
            added.Value.Tokens.RemoveAt(0);
            _count--;
        }
    }

    private void RemoveEmpty(LinkedListNode<Entry> node)
    {
        if (node.Value.Tokens.Count == 0)
        {
            Remove(node);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _count -= node.Value.Tokens.Count;
        _byUse.Remove(node);
        _sessions.Remove(node.Value.Key);
    }

    private readonly record struct SessionKey(string EndpointId, UniqueId ContextId);

    private sealed record Kept(UniqueId? Generation, SessionSecurityToken Token, DateTime Ends);

    private sealed class Entry(SessionKey key)
    {
        public SessionKey Key => key;

        public List<Kept> Tokens { get; } = [];
    }
}

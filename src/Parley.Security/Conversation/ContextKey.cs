namespace Parley.Security;

/// <summary>
/// One of the keys that a session has in its life. It is zeroed when its owner has disposed it and nobody has a lease on it any more: a
/// message that is under way ends with the key that it began with.
/// </summary>
/// <param name="instance">The key's name; null for the session's first.</param>
/// <param name="key">The key. It is zeroed with this.</param>
/// <param name="effectiveTime">From when it is valid, UTC.</param>
/// <param name="expiryTime">Until when, UTC.</param>
internal sealed class ContextKey(string? instance, SecretKey key, DateTime effectiveTime, DateTime expiryTime) : IDisposable
{
    // The owner's own is one of them.
    private int _leases = 1;
    private int _isDisposed;
    private IDisposable? _protection;

    public string? Instance => instance;

    /// <summary>The key itself. To be used under a lease, or by the owner.</summary>
    public SecretKey Key => key;

    public DateTime EffectiveTime => effectiveTime;

    public DateTime ExpiryTime => expiryTime;

    /// <summary>The id that the issuer gave the token's element; null at the issuer.</summary>
    public string? TokenId { get; init; }

    /// <summary>The state that the token carries; null for a session's, and at the issuer.</summary>
    public byte[]? Cookie { get; init; }

    /// <summary>Takes a lease: until <see cref="Return"/> the key is not zeroed.</summary>
    /// <returns>False when it has been zeroed, or is about to be.</returns>
    public bool TryLease()
    {
        var leases = Volatile.Read(ref _leases);
        while (leases > 0)
        {
            var seen = Interlocked.CompareExchange(ref _leases, leases + 1, leases);
            if (seen == leases)
            {
                return true;
            }

            leases = seen;
        }

        return false;
    }

    /// <summary>Gives a lease back.</summary>
    public void Return()
    {
        if (Interlocked.Decrement(ref _leases) == 0)
        {
            Interlocked.Exchange(ref _protection, null)?.Dispose();
            key.Dispose();
        }
    }

    /// <summary>What protects the messages that this side sends under the key: made once, and zeroed with the key. To be asked for under a lease.</summary>
    /// <param name="state">Handed on.</param>
    /// <param name="create">Makes it.</param>
    public TProtection GetProtection<TProtection, TState>(TState state, Func<ContextKey, TState, TProtection> create)
        where TProtection : class, IDisposable
    {
        if (Volatile.Read(ref _protection) is { } known)
        {
            return (TProtection)known;
        }

        var made = create(this, state);
        if (Interlocked.CompareExchange(ref _protection, made, null) is { } first)
        {
            made.Dispose();
            return (TProtection)first;
        }

        return made;
    }

    /// <summary>What protects the messages that this side sends under the key; null when it has sent none. To be asked for under a lease.</summary>
    public IDisposable? Protection => Volatile.Read(ref _protection);

    /// <summary>The owner needs the key no longer.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            Return();
        }
    }
}

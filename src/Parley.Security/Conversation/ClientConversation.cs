namespace Parley.Security;

/// <summary>
/// A secure session as its client sees it: its keys, and when the next one is due. An engine: callers give the time (UTC) and hold the
/// session's lock. WS-SecureConversation 1.3, sections 3 to 6.
/// </summary>
internal sealed class ClientConversation
{
    private readonly ConversationRenewal _renewal;
    private ContextKey? _previous;
    private DateTime _previousUntil;
    private bool _isEnded;

    /// <summary>Creates a session of the answer to its request.</summary>
    /// <param name="identifier">Its name.</param>
    /// <param name="key">Its first key.</param>
    /// <param name="renewal">When keys are renewed.</param>
    public ClientConversation(string identifier, ContextKey key, ConversationRenewal renewal)
    {
        Identifier = identifier;
        Current = key;
        _renewal = renewal;
        RenewAt = renewal.RenewAt(key);
    }

    public string Identifier { get; }

    /// <summary>The key that protects what the client sends.</summary>
    public ContextKey Current { get; private set; }

    /// <summary>From when on a new key is asked for before the next message.</summary>
    public DateTime RenewAt { get; private set; }

    /// <summary>What a message that is to be sent now needs.</summary>
    public ClientKeyState State(DateTime now)
    {
        if (_isEnded)
        {
            return ClientKeyState.Ended;
        }

        if (now < RenewAt)
        {
            return ClientKeyState.Valid;
        }

        if (_renewal.IsAllowed)
        {
            return ClientKeyState.RenewalDue;
        }

        return now < Current.ExpiryTime ? ClientKeyState.Valid : ClientKeyState.Expired;
    }

    /// <summary>The service says that the key has expired: a new one is due before the next message.</summary>
    /// <param name="instance">The key that it says so of.</param>
    public void Expire(string? instance)
    {
        if (instance == Current.Instance)
        {
            RenewAt = DateTime.MinValue;
        }
    }

    /// <summary>The session has a new key. What comes under the one before is taken for the roll-over interval.</summary>
    public void Renewed(ContextKey key, DateTime now)
    {
        if (_isEnded)
        {
            key.Dispose();
            return;
        }

        _previous?.Dispose();
        _previous = Current;
        _previousUntil = now + _renewal.Rollover;
        Current = key;
        RenewAt = _renewal.RenewAt(key);
    }

    /// <summary>The key that a message of the service names.</summary>
    /// <returns>Null for a key that the session does not have, or no longer.</returns>
    public ContextKey? Find(string? instance, DateTime now)
    {
        if (_isEnded)
        {
            return null;
        }

        if (_previous is not null && now >= _previousUntil)
        {
            _previous.Dispose();
            _previous = null;
        }

        return instance == Current.Instance ? Current
            : _previous is not null && instance == _previous.Instance ? _previous
            : null;
    }

    /// <summary>Ends the session and zeroes its keys.</summary>
    public void End()
    {
        if (_isEnded)
        {
            return;
        }

        _isEnded = true;
        Current.Dispose();
        _previous?.Dispose();
        _previous = null;
    }
}

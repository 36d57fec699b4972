namespace Parley.Security;

/// <summary>
/// A secure session as its service sees it: its keys and when each of them counts. An engine: callers give the time (UTC) and hold the
/// session's lock. WS-SecureConversation 1.3, sections 3 to 6.
/// </summary>
/// <remarks>
/// A renewed key counts for what the service sends from the first message on that the client protects with it. The key before is taken for
/// the roll-over interval after that: messages under way are not lost.
/// </remarks>
internal sealed class ServiceConversation
{
    private readonly TimeSpan _rollover;
    private ContextKey? _next;
    private ContextKey? _previous;
    private DateTime _previousUntil;

    /// <summary>Creates a session that waits for its first message.</summary>
    /// <param name="identifier">Its name.</param>
    /// <param name="key">Its first key.</param>
    /// <param name="rollover">For how long the key before is taken after a renewal.</param>
    public ServiceConversation(string identifier, ContextKey key, TimeSpan rollover)
    {
        Identifier = identifier;
        Current = key;
        _rollover = rollover;
    }

    public string Identifier { get; }

    public ConversationState State { get; private set; }

    /// <summary>The key that protects what the service sends.</summary>
    public ContextKey Current { get; private set; }

    /// <summary>The key that a message names, when it counts now.</summary>
    /// <param name="instance">The key's name; null for the session's first.</param>
    /// <param name="now">The time.</param>
    /// <param name="key">The key, for <see cref="KeyVerdict.Expired"/>, too: the fault that says so is protected by it.</param>
    public KeyVerdict Find(string? instance, DateTime now, out ContextKey? key)
    {
        key = null;
        if (State == ConversationState.Ended)
        {
            return KeyVerdict.Unknown;
        }

        RetirePrevious(now);
        if (instance == Current.Instance)
        {
            key = Current;
        }
        else if (_next is not null && instance == _next.Instance)
        {
            key = _next;
        }
        else if (_previous is not null && instance == _previous.Instance)
        {
            // Already renewed: its own end does not count any more, that of the roll-over does.
            key = _previous;
            return KeyVerdict.Valid;
        }
        else
        {
            return KeyVerdict.Unknown;
        }

        return now < key.ExpiryTime ? KeyVerdict.Valid : KeyVerdict.Expired;
    }

    /// <summary>A message has come that the key protects, and that has passed all checks.</summary>
    /// <param name="key">A key that <see cref="Find"/> gave.</param>
    /// <param name="now">The time.</param>
    /// <returns>True for the session's first message.</returns>
    public bool Use(ContextKey key, DateTime now)
    {
        if (State == ConversationState.Ended)
        {
            return false;
        }

        if (key == _next)
        {
            _previous?.Dispose();
            _previous = Current;
            _previousUntil = now + _rollover;
            Current = _next;
            _next = null;
        }

        var isFirst = State == ConversationState.Pending;
        State = ConversationState.Open;
        return isFirst;
    }

    /// <summary>Gives the session a new key. It takes the place of one that was made before and never used.</summary>
    /// <exception cref="InvalidOperationException">The session has ended.</exception>
    public void Renew(ContextKey key)
    {
        if (State == ConversationState.Ended)
        {
            throw new InvalidOperationException("The secure session has ended.");
        }

        _next?.Dispose();
        _next = key;
    }

    /// <summary>Ends the session and zeroes its keys.</summary>
    /// <returns>False when it had ended before.</returns>
    public bool End()
    {
        if (State == ConversationState.Ended)
        {
            return false;
        }

        State = ConversationState.Ended;
        Current.Dispose();
        _next?.Dispose();
        _previous?.Dispose();
        _next = null;
        _previous = null;
        return true;
    }

    private void RetirePrevious(DateTime now)
    {
        if (_previous is not null && now >= _previousUntil)
        {
            _previous.Dispose();
            _previous = null;
        }
    }
}

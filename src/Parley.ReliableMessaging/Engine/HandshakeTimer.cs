namespace Parley.ReliableMessaging;

/// <summary>
/// One request of opening or closing a sequence, repeated until it is answered: soon at first, then every few seconds; or every
/// HandshakeInterval, where it is not to be repeated soon. WS-ReliableMessaging 1.1, sections 3.4 to 3.6.
/// </summary>
internal sealed class HandshakeTimer(TimeSpan interval)
{
    private static readonly TimeSpan s_afterFailures = TimeSpan.FromMilliseconds(400);
    private TimeSpan _first;
    private int _failures;
    private bool _isActive;

    /// <summary>The request.</summary>
    public MessageKind Kind { get; private set; }

    /// <summary>True when the request is to go out now.</summary>
    public bool IsPending { get; private set; }

    /// <summary>True until it is answered.</summary>
    public bool IsActive => _isActive;

    /// <summary>How often it went out.</summary>
    public int Attempt { get; private set; }

    /// <summary>When it went out last.</summary>
    public TimeSpan SentAt { get; private set; }

    /// <summary>When it was decided.</summary>
    public TimeSpan BegunAt { get; private set; }

    /// <summary>When it is to go out again; null when it waits to go out, or is answered.</summary>
    public TimeSpan? Due { get; private set; }

    /// <summary>Begins with a request, to be sent now and again after <paramref name="first"/>.</summary>
    public void Begin(TimeSpan now, MessageKind kind, TimeSpan first)
    {
        Kind = kind;
        _first = first;
        _isActive = IsPending = true;
        Attempt = _failures = 0;
        BegunAt = now;
        Due = null;
    }

    /// <summary>The request goes out.</summary>
    public void HandleSent(TimeSpan now)
    {
        IsPending = false;
        SentAt = now;
        Attempt++;
        Due = now + Delay(_first);
    }

    /// <summary>It did not get through: it is repeated sooner.</summary>
    public void HandleFailed(TimeSpan now)
    {
        if (_isActive && !IsPending)
        {
            var due = ++_failures <= QuickRetry.Most
                ? QuickRetry.At(now, SentAt, _failures)
                : now + Backoff.Doubled(s_afterFailures, _failures - QuickRetry.Most - 1, Most(s_afterFailures));
            Due = Due < due ? Due : due;
        }
    }

    /// <summary>The time has come.</summary>
    public void HandleDeadline(TimeSpan now)
    {
        if (_isActive && Due <= now)
        {
            IsPending = true;
            Due = null;
        }
    }

    /// <summary>It is answered, or given up.</summary>
    public void Complete()
    {
        _isActive = IsPending = false;
        Due = null;
    }

    private TimeSpan Delay(TimeSpan first) => Backoff.Doubled(first, Attempt - 1, Most(first));

    private TimeSpan Most(TimeSpan first) => Backoff.MostOf(first) < interval ? Backoff.MostOf(first) : interval;
}

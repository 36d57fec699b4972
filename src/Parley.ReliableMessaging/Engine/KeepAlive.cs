namespace Parley.ReliableMessaging;

/// <summary>
/// When to ask a silent peer for a sign of life, and a peer without room whether it has some.
/// WCF documentation: ReliableSessionBindingElement.InactivityTimeout, MaxRetryCount.
/// </summary>
internal sealed class KeepAlive(ReliableSettings settings, bool polls, TimeSpan now)
{
    private TimeSpan _last = now;
    private TimeSpan? _stalledSince;
    private TimeSpan _firstPoll;
    private int _stallPolls;
    private bool _hasPolled;

    private TimeSpan Idle => settings.InactivityTimeout / 2;

    private TimeSpan AfterPoll => Idle / settings.MaxRetryCount;

    private TimeSpan Stalled => settings.SendTimeout / 2 < AfterPoll ? settings.SendTimeout / 2 : AfterPoll;

    /// <summary>When to ask; null when this side does not.</summary>
    public TimeSpan? Due
    {
        get
        {
            TimeSpan? due = polls ? _last + (_hasPolled ? AfterPoll : Idle) : null;
            return _stalledSince + Backoff.Doubled(_firstPoll, _stallPolls, Stalled) is { } stalled && (due is null || stalled < due) ? stalled : due;
        }
    }

    /// <summary>Something was sent.</summary>
    public void HandleSent(TimeSpan at) => _last = at;

    /// <summary>Something arrived.</summary>
    public void HandleReceived(TimeSpan at)
    {
        _last = at;
        _hasPolled = false;
    }

    /// <summary>The peer was asked.</summary>
    public void HandlePolled(TimeSpan at)
    {
        _last = at;
        _hasPolled = true;
        if (_stalledSince is not null)
        {
            _stalledSince = at;
            _stallPolls++;
        }
    }

    /// <summary>The peer has no room for what waits, or has some again. It is asked soon at first, then ever more rarely.</summary>
    public void NoteStall(TimeSpan at, bool isStalled, TimeSpan firstPoll)
    {
        if (!isStalled)
        {
            _stalledSince = null;
        }
        else if (_stalledSince is null)
        {
            _stalledSince = at;
            _firstPoll = firstPoll;
            _stallPolls = 0;
        }
    }
}

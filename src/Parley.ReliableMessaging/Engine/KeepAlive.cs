namespace Parley.ReliableMessaging;

/// <summary>
/// When to ask a silent peer for a sign of life, and a peer without room whether it has some.
/// WCF documentation: ReliableSessionBindingElement.InactivityTimeout, MaxRetryCount.
/// </summary>
internal sealed class KeepAlive(ReliableSettings settings, bool polls, TimeSpan now)
{
    private readonly TimeSpan _idle = settings.InactivityTimeout / 2;
    private readonly TimeSpan _afterPoll = settings.InactivityTimeout / 2 / settings.MaxRetryCount;
    private TimeSpan _last = now;
    private TimeSpan? _stalledSince;
    private TimeSpan _firstPoll;
    private int _stallPolls;
    private bool _hasPolled;

    /// <summary>What told of the peer's room may have been lost.</summary>
    private TimeSpan Stalled => Shorter(Backoff.LongestPause, Shorter(settings.SendTimeout / 2, _afterPoll));

    /// <summary>When to ask; null when this side does not.</summary>
    public TimeSpan? Due
    {
        get
        {
            TimeSpan? due = polls ? _last + (_hasPolled ? _afterPoll : _idle) : null;
            return _stalledSince is { } since && since + Backoff.Doubled(_firstPoll, _stallPolls, Stalled) is var stalled && (due is null || stalled < due) ? stalled : due;
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

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

namespace Parley.ReliableMessaging;

/// <summary>
/// When an acknowledgement is due: within AcknowledgementInterval, or at once. Whatever goes to the peer first takes it along.
/// WCF documentation: ReliableSessionBindingElement.AcknowledgementInterval.
/// </summary>
internal sealed class AcknowledgementSchedule(TimeSpan interval, TimeSpan promptDelay, int window)
{
    private int _owed;

    /// <summary>When an acknowledgement is to go out by itself; null when none is owed.</summary>
    public TimeSpan? Due { get; private set; }

    /// <summary>A message arrived that is not acknowledged yet.</summary>
    public void Owe(TimeSpan now)
    {
        if (++_owed >= window)
        {
            OweAtOnce(now);
        }
        else
        {
            Due ??= now + interval;
        }
    }

    /// <summary>The peer is to hear now: it asked, it sent a duplicate or its last message, or there is room again.</summary>
    public void OweAtOnce(TimeSpan now)
    {
        var due = now + promptDelay;
        if (Due is null || Due > due)
        {
            Due = due;
        }
    }

    /// <summary>An acknowledgement goes out.</summary>
    public void Clear()
    {
        _owed = 0;
        Due = null;
    }
}

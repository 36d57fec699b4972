namespace Parley.ReliableMessaging;

/// <summary>
/// When the failure of a session is told: after everything that was delivered before it. Whoever reads the session hears of it when he asks for
/// the next message and there is none. All of it under the session's lock.
/// </summary>
/// <param name="isRead">True where somebody will read the session, who has perhaps not begun.</param>
internal struct FailureTurn(bool isRead)
{
    /// <summary>A reader that does not come back is not waited for any longer: he may do nothing but look at the channel's state.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private bool _isRead = isRead;
    private bool _isOut;
    private TimeSpan _takenAt;
    private TimeSpan? _failedAt;

    /// <summary>Somebody asks for the next message: he is done with the one before.</summary>
    public void NoteAsked()
    {
        _isRead = true;
        _isOut = false;
    }

    /// <summary>Somebody gets a message.</summary>
    public void NoteTaken(TimeSpan now)
    {
        _isOut = true;
        _takenAt = now;
    }

    /// <summary>The session has failed.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isAwaited">True when somebody waits for the next message.</param>
    /// <param name="hasMore">True when there are messages to be taken.</param>
    /// <param name="lookAgain">When to ask again, if nothing happens before; null for never.</param>
    /// <returns>True when it is to be told now.</returns>
    public bool HasCome(TimeSpan now, bool isAwaited, bool hasMore, out TimeSpan? lookAgain)
    {
        _failedAt ??= now;
        lookAgain = null;
        if (isAwaited)
        {
            return true;
        }

        if (hasMore && _isRead)
        {
            return false;
        }

        if (hasMore || _isOut)
        {
            lookAgain = (hasMore ? _failedAt.Value : _takenAt) + s_patience;
        }

        return lookAgain is null || lookAgain <= now;
    }
}

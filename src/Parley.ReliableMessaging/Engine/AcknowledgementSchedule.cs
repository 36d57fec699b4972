namespace Parley.ReliableMessaging;

/// <summary>
/// When an acknowledgement is due: within AcknowledgementInterval, or at once. Whatever goes to the peer first takes it along.
/// WCF documentation: ReliableSessionBindingElement.AcknowledgementInterval.
/// </summary>
internal sealed class AcknowledgementSchedule(ReliableSettings settings)
{
    /// <summary>A sender with a larger window is not to wait until all of it is used up.</summary>
    private const int SmallWindow = 32;

    private readonly int _most = settings.MaxTransferWindowSize > SmallWindow ? settings.MaxTransferWindowSize / 2 : settings.MaxTransferWindowSize;
    private int _owed;

    /// <summary>When an acknowledgement is to go out by itself; null when none is owed.</summary>
    public TimeSpan? Due { get; private set; }

    /// <summary>A message arrived that is not acknowledged yet.</summary>
    /// <returns>True when so many have that the acknowledgement is to go out.</returns>
    public bool Owe(TimeSpan now)
    {
        Due ??= now + settings.AcknowledgementInterval;
        return ++_owed >= _most;
    }

    /// <summary>The peer is to hear now: it asked, it sent a duplicate or its last message, or there is room again.</summary>
    public void OweAtOnce(TimeSpan now) => OweBy(now + settings.PromptAcknowledgementDelay);

    /// <summary>The peer is to hear by a certain time.</summary>
    public void OweBy(TimeSpan due)
    {
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

namespace Parley.ReliableMessaging;

/// <summary>The instruments for sessions of one side and version, with their tags. Nothing is measured while nobody listens.</summary>
internal sealed class SideInstruments(SessionInstruments instruments, SessionRole role, ReliableVersion version)
{
    private int _open;

    public SessionRole Role => role;

    public ReliableVersion Version => version;

    /// <summary>What every measurement is tagged with.</summary>
    public KeyValuePair<string, object?>[] Tags { get; } =
    [
        new("role", role == SessionRole.Initiator ? "client" : "service"),
        new("version", version == ReliableVersion.V11 ? "1.1" : "1.0"),
    ];

    /// <summary>Sessions that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>True when there was a session.</summary>
    public bool HasBeenUsed { get; private set; }

    /// <summary>True when somebody wants to know of each acknowledgement.</summary>
    public bool WantsDelays => instruments.AcknowledgementDelay.Enabled;

    /// <summary>True when somebody wants to know of the window.</summary>
    public bool WantsWindow => instruments.WindowOccupancy.Enabled;

    /// <summary>True when somebody counts messages.</summary>
    public bool WantsNumbers =>
        instruments.Sent.Enabled || instruments.Delivered.Enabled || instruments.Retransmitted.Enabled || instruments.Duplicates.Enabled;

    public void CountOpened()
    {
        HasBeenUsed = true;
        Interlocked.Increment(ref _open);
        instruments.Opened.Add(1, Tags);
    }

    public void CountClosed() => Interlocked.Decrement(ref _open);

    public void CountFaulted(string reason)
    {
        if (instruments.Faulted.Enabled)
        {
            instruments.Faulted.Add(1, [.. Tags, new("reason", reason)]);
        }
    }

    /// <summary>Adds what has come to a session's numbers.</summary>
    public void Count(in SessionNumbers more)
    {
        Add(instruments.Sent, more.Sent);
        Add(instruments.Delivered, more.Delivered);
        Add(instruments.Retransmitted, more.Retransmitted);
        Add(instruments.Duplicates, more.Duplicates);
    }

    public void RecordDelay(TimeSpan delay) => instruments.AcknowledgementDelay.Record(delay.TotalSeconds, Tags);

    public void RecordWindow(int used, int size) => instruments.WindowOccupancy.Record((double)used / size, Tags);

    private void Add(System.Diagnostics.Metrics.Counter<long> counter, long more)
    {
        if (more != 0)
        {
            counter.Add(more, Tags);
        }
    }
}

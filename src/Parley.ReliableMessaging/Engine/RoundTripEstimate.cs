namespace Parley.ReliableMessaging;

/// <summary>
/// How long an answer takes: a smoothed mean and deviation, and from them the time after which a message counts as
/// lost. WCF documentation: the retransmission timer of reliable sessions; the arithmetic is RFC 6298's with a gain of 1/8 for both.
/// </summary>
internal sealed class RoundTripEstimate
{
    private const int Gain = 8;
    private const int DeviationFactor = 4;
    private static readonly TimeSpan s_margin = TimeSpan.FromMilliseconds(400);
    private bool _hasMessage;

    /// <summary>The mean when no exchange has been measured: with a quarter of it as deviation, what is lost then is missed after 1 s (RFC 6298, section 2.1).</summary>
    public static TimeSpan Unknown { get; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The smoothed round trip.</summary>
    public TimeSpan Mean { get; private set; } = Unknown;

    /// <summary>The smoothed distance from the mean.</summary>
    public TimeSpan Deviation { get; private set; } = Unknown / 4;

    /// <summary>The shortest round trip seen.</summary>
    public TimeSpan Shortest { get; private set; } = TimeSpan.MaxValue;

    /// <summary>True when an exchange has been measured.</summary>
    public bool IsMeasured => Shortest != TimeSpan.MaxValue;

    /// <summary>After this time without an answer a message counts as lost.</summary>
    public TimeSpan Timeout
    {
        get
        {
            var spread = new TimeSpan(DeviationFactor * Deviation.Ticks);
            return Mean + (spread > s_margin ? spread : s_margin);
        }
    }

    /// <summary>Begins with one measured exchange: that of CreateSequence, or the first message's.</summary>
    public void Seed(TimeSpan roundTrip)
    {
        Mean = roundTrip;
        Deviation = roundTrip / 2;
        Shortest = roundTrip;
    }

    /// <summary>Takes one more measurement in.</summary>
    /// <remarks>CreateSequence is often slow, because everything happens for the first time: a quicker first message takes its place.</remarks>
    public void Add(TimeSpan roundTrip)
    {
        if (!IsMeasured || (!_hasMessage && roundTrip < Mean))
        {
            // The first one counts for itself, and not against a guess. RFC 6298, section 2.2.
            _hasMessage = true;
            Seed(roundTrip);
            return;
        }

        _hasMessage = true;
        var error = roundTrip - Mean;
        var spread = (error.Duration() - Deviation).Ticks;

        // An answer that is much quicker than the others is no reason to wait longer for the next one.
        var isQuicker = error < TimeSpan.Zero && spread > 0;
        Mean += new TimeSpan(error.Ticks / Gain);
        Deviation += new TimeSpan(spread / (isQuicker ? Gain * Gain : Gain));
        if (roundTrip < Shortest)
        {
            Shortest = roundTrip;
        }
    }
}

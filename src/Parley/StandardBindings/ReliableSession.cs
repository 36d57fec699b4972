namespace Parley;

/// <summary>The settings of a reliable session. WCF documentation: ReliableSession.</summary>
public class ReliableSession
{
    /// <summary>Whether messages are delivered in the order in which they were sent. Default true.</summary>
    public bool Ordered { get; set; } = true;

    /// <summary>How long the peer may be silent before the session is given up. More than zero; default ten minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan InactivityTimeout
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromMinutes(10);
}

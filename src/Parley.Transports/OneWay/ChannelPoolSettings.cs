namespace Parley.Channels;

/// <summary>
/// How one-way channels keep the sessions below them for the next message. Used over transports with sessions (TCP, local sockets) alone.
/// WCF documentation: ChannelPoolSettings.
/// </summary>
public class ChannelPoolSettings
{
    private TimeSpan _idleTimeout = TimeSpan.FromMinutes(2);
    private TimeSpan _leaseTimeout = TimeSpan.FromMinutes(10);
    private int _maxOutboundChannelsPerEndpoint = 10;

    /// <summary>Creates the settings with their defaults.</summary>
    public ChannelPoolSettings()
    {
    }

    internal ChannelPoolSettings(ChannelPoolSettings other)
    {
        _idleTimeout = other._idleTimeout;
        _leaseTimeout = other._leaseTimeout;
        _maxOutboundChannelsPerEndpoint = other._maxOutboundChannelsPerEndpoint;
    }

    /// <summary>How long a session may lie idle before it is closed. Zero or more; default 2 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan IdleTimeout
    {
        get => _idleTimeout;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _idleTimeout = value;
        }
    }

    /// <summary>How old a session may grow before it is not used again. Zero or more; default 10 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan LeaseTimeout
    {
        get => _leaseTimeout;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _leaseTimeout = value;
        }
    }

    /// <summary>How many sessions there are to one address at most; more messages than that wait. 1 or more; default 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxOutboundChannelsPerEndpoint
    {
        get => _maxOutboundChannelsPerEndpoint;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxOutboundChannelsPerEndpoint = value;
        }
    }
}

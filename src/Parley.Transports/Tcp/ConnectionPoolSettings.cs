using Parley.Channels.Framing;

namespace Parley.Channels;

/// <summary>How a client keeps connections for the next session; what the settings of the transports have in common.</summary>
public abstract class ConnectionPoolSettings
{
    private string _groupName = "default";
    private TimeSpan _idleTimeout = TimeSpan.FromMinutes(2);
    private TimeSpan _leaseTimeout = TimeSpan.FromMinutes(5);
    private int _maxOutboundConnectionsPerEndpoint = 10;

    private protected ConnectionPoolSettings()
    {
    }

    private protected ConnectionPoolSettings(ConnectionPoolSettings other)
    {
        _groupName = other._groupName;
        _idleTimeout = other._idleTimeout;
        _leaseTimeout = other._leaseTimeout;
        _maxOutboundConnectionsPerEndpoint = other._maxOutboundConnectionsPerEndpoint;
    }

    /// <summary>Channel factories with the same name and the same settings share their idle connections. Default "default".</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string GroupName
    {
        get => _groupName;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _groupName = value;
        }
    }

    /// <summary>
    /// How long a connection may lie idle: at the client before it is closed, at the service before a new preamble must come. Default
    /// 2 minutes; zero or more.
    /// </summary>
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

    /// <summary>How many idle connections the client keeps for one address; 0 keeps none. Default 10; 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxOutboundConnectionsPerEndpoint
    {
        get => _maxOutboundConnectionsPerEndpoint;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _maxOutboundConnectionsPerEndpoint = value;
        }
    }

    /// <summary>How old a connection may grow before it is not used again. Default 5 minutes; zero or more.</summary>
    private protected TimeSpan LeaseTimeoutCore
    {
        get => _leaseTimeout;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _leaseTimeout = value;
        }
    }

    internal ConnectionPoolLimits ToLimits() => new(_groupName, _idleTimeout, _leaseTimeout, _maxOutboundConnectionsPerEndpoint);
}

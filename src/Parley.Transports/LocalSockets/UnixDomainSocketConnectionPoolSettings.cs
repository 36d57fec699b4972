namespace Parley.Channels;

/// <summary>How a net.uds client keeps connections for the next session. WCF documentation: UnixDomainSocketConnectionPoolSettings.</summary>
public sealed class UnixDomainSocketConnectionPoolSettings : ConnectionPoolSettings
{
    internal UnixDomainSocketConnectionPoolSettings()
    {
    }

    internal UnixDomainSocketConnectionPoolSettings(UnixDomainSocketConnectionPoolSettings other)
        : base(other)
    {
    }

    /// <summary>How old a connection may grow before it is not used again. Default 5 minutes; zero or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan LeaseTimeout
    {
        get => LeaseTimeoutCore;
        set => LeaseTimeoutCore = value;
    }
}

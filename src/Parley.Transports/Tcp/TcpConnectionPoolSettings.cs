namespace Parley.Channels;

/// <summary>How a net.tcp client keeps connections for the next session. WCF documentation: TcpConnectionPoolSettings.</summary>
public sealed class TcpConnectionPoolSettings : ConnectionPoolSettings
{
    internal TcpConnectionPoolSettings()
    {
    }

    internal TcpConnectionPoolSettings(TcpConnectionPoolSettings other)
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

namespace Parley.Channels;

/// <summary>How a net.pipe client keeps connections for the next session. WCF documentation: NamedPipeConnectionPoolSettings.</summary>
public sealed class NamedPipeConnectionPoolSettings : ConnectionPoolSettings
{
    internal NamedPipeConnectionPoolSettings()
    {
    }

    internal NamedPipeConnectionPoolSettings(NamedPipeConnectionPoolSettings other)
        : base(other)
    {
    }
}

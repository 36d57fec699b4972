namespace Parley.Channels.Framing;

/// <summary>How many idle connections a client keeps, and for how long.</summary>
/// <param name="GroupName">Factories with the same name, settings and kind of connection share them.</param>
/// <param name="IdleTimeout">How long a connection may lie idle.</param>
/// <param name="LeaseTimeout">How old a connection may grow before it is not used again.</param>
/// <param name="MaxOutboundConnectionsPerEndpoint">How many idle ones are kept for one address.</param>
internal sealed record ConnectionPoolLimits(
    string GroupName, TimeSpan IdleTimeout, TimeSpan LeaseTimeout, int MaxOutboundConnectionsPerEndpoint);

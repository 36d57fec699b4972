namespace Parley.Channels.Framing;

/// <summary>A connection of a client's pool, in use or idle.</summary>
/// <param name="address">What connections must have in common to serve each other's sessions.</param>
/// <param name="connection">The connection.</param>
/// <param name="leasedSince">When it was opened.</param>
internal sealed class PooledConnection(string address, FramingConnection connection, long leasedSince)
{
    public string Address => address;

    public FramingConnection Connection => connection;

    public long LeasedSince { get; } = leasedSince;

    /// <summary>When its last session ended.</summary>
    public long IdleSince { get; set; } = leasedSince;
}

namespace Parley.Channels.Framing;

/// <summary>Opens the client's connections of one kind.</summary>
internal abstract class ConnectionDialer
{
    /// <summary>What connections must have in common to serve each other's sessions: the address below the path of the via.</summary>
    public abstract string GetPoolKey(Uri via);

    /// <summary>Opens a connection.</summary>
    /// <exception cref="EndpointNotFoundException">Nobody listens there.</exception>
    /// <exception cref="CommunicationException">The connection could not be opened.</exception>
    public abstract ValueTask<FramingConnection> ConnectAsync(Uri via, CancellationToken cancellationToken);
}

namespace Parley.Channels.Framing;

/// <summary>A client's connection whose preamble has been accepted.</summary>
/// <param name="pooled">The connection as the pool knows it.</param>
/// <param name="connection">The same, or what an upgrade has made of it.</param>
/// <param name="input">Its reading side.</param>
/// <param name="remoteSecurity">Who the service is, where an upgrade has shown it.</param>
internal sealed class ClientLink(
    PooledConnection pooled, FramingConnection connection, FramingInput input, ServiceSecurityContext? remoteSecurity)
{
    public FramingConnection Connection => connection;

    public FramingInput Input => input;

    public ServiceSecurityContext? RemoteSecurity => remoteSecurity;

    /// <summary>Gives the connection back after both sides have said End; one with an upgrade is closed.</summary>
    public ValueTask ReturnAsync(ConnectionPool pool)
    {
        var clean = input.Available.IsEmpty && connection == pooled.Connection;
        input.Release();
        return clean ? pool.ReturnAsync(pooled) : connection.CloseAsync();
    }
}

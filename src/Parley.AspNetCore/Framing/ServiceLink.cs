namespace Parley.Channels.Framing;

/// <summary>A service's connection whose preamble is complete.</summary>
/// <param name="Connection">The connection, or what an upgrade has made of it.</param>
/// <param name="Input">Its reading side.</param>
/// <param name="RemoteSecurity">Who the client is, where an upgrade has shown it.</param>
/// <param name="Owner">Whoever serves the connection; it is told how the session gets on.</param>
internal sealed record ServiceLink(
    FramingConnection Connection, FramingInput Input, ServiceSecurityContext? RemoteSecurity, ServiceConnection Owner)
{
    /// <summary>Who is at the other side, for the log.</summary>
    public string Remote => Connection.RemoteEndPoint?.ToString() ?? "a local client";
}

using System.Net.Sockets;

namespace Parley.Channels.Framing;

/// <summary>What failures of a connection are called above the transport.</summary>
internal static class ConnectionFailures
{
    /// <summary>The connection ended between or within messages, without a word.</summary>
    public static CommunicationException Lost(Uri? peer, Exception? inner) =>
        new(
            peer is null
                ? "The connection to the client was lost: it ended without the end of the session."
                : $"The connection to '{peer}' was lost: it ended without the end of the session. The service may have aborted it; its log or a receive timeout may tell why.",
            inner);

    /// <summary>Opening a connection failed.</summary>
    public static CommunicationException NotConnected(Uri via, Exception inner) =>
        inner is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NoData
                or SocketError.AddressNotAvailable or SocketError.TryAgain or SocketError.HostUnreachable or SocketError.NetworkUnreachable
                or SocketError.HostDown or SocketError.NetworkDown or SocketError.TimedOut or SocketError.InvalidArgument } or FileNotFoundException
            ? new EndpointNotFoundException(
                $"Could not connect to '{Shown(via)}': {inner.Message.TrimEnd('.')}. Check the address; the service may not be running.", inner)
            : new CommunicationException($"Could not connect to '{Shown(via)}': {inner.Message}", inner);

    /// <summary>With the port, also where it is the scheme's own: it is what one looks for when nothing answers there.</summary>
    private static string Shown(Uri via) =>
        via.Port > 0
            ? via.GetComponents(UriComponents.Scheme | UriComponents.Host | UriComponents.StrongPort | UriComponents.PathAndQuery, UriFormat.UriEscaped)
            : via.ToString();

    /// <summary>True for the exceptions by which connections of any kind say that they have ended.</summary>
    public static bool IsConnectionFailure(Exception exception, CancellationToken cancellationToken) =>
        exception is IOException or SocketException or ObjectDisposedException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}

using System.Net.Sockets;

namespace Parley.Channels.Framing;

/// <summary>Opens the client's connections to local sockets: net.uds, and net.pipe where there are no named pipes.</summary>
internal sealed class LocalSocketDialer : ConnectionDialer
{
    public override string GetPoolKey(Uri via) => LocalSocketPath.GetForClient(via);

    public override async ValueTask<FramingConnection> ConnectAsync(Uri via, CancellationToken cancellationToken)
    {
        if (via.Scheme == "net.pipe")
        {
            LocalSocketPath.CheckPipeFolder();
        }

        var path = LocalSocketPath.GetForClient(via);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new SocketConnection(socket);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw File.Exists(path) && exception.SocketErrorCode is not SocketError.ConnectionRefused
                ? ConnectionFailures.NotConnected(via, exception)
                : new EndpointNotFoundException(
                    $"Could not connect to '{via}': nobody listens at the socket '{path}'. The service may not be running.", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

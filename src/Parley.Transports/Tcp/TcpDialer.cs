using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Parley.Channels.Framing;

/// <summary>Opens the client's TCP connections.</summary>
internal sealed class TcpDialer : ConnectionDialer
{
    public const int DefaultPort = 808;

    public override string GetPoolKey(Uri via) =>
        string.Create(CultureInfo.InvariantCulture, $"{via.IdnHost.ToUpperInvariant()}:{GetPort(via)}");

    public override async ValueTask<FramingConnection> ConnectAsync(Uri via, CancellationToken cancellationToken)
    {
        EndPoint target = IPAddress.TryParse(via.DnsSafeHost, out var address)
            ? new IPEndPoint(address, GetPort(via))
            : new DnsEndPoint(via.IdnHost, GetPort(via));
        var socket = target is IPEndPoint { AddressFamily: AddressFamily.InterNetwork }
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
            return new SocketConnection(socket);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw ConnectionFailures.NotConnected(via, exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static int GetPort(Uri via) => via.Port is -1 or 0 ? DefaultPort : via.Port;
}

using System.Net;
using System.Net.Sockets;

namespace Parley.Channels.Framing;

/// <summary>A socket that listens: net.tcp, and local sockets.</summary>
internal sealed class SocketSource : ConnectionSource
{
    private readonly Socket _socket;
    private volatile bool _isUnbound;

    private SocketSource(Socket socket, EndPoint endPoint)
    {
        _socket = socket;
        EndPoint = endPoint;
    }

    public override EndPoint EndPoint { get; }

    /// <summary>Binds a socket and listens.</summary>
    /// <param name="address">An IP address and port, or the path of a local socket.</param>
    /// <param name="backlog">How many connections may wait to be accepted.</param>
    /// <exception cref="SocketException">The address is taken, not this machine's, or not allowed.</exception>
    public static SocketSource Bind(EndPoint address, int backlog)
    {
        var socket = address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address is IPEndPoint ip && ip.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            if (address is UnixDomainSocketEndPoint path && !OperatingSystem.IsWindows())
            {
                var local = new LocalAddress(path);
                socket.Bind(local);
                local.IsBound = true;
                socket.Listen(backlog);
                return new SocketSource(socket, address);
            }

            socket.Bind(address);
            socket.Listen(backlog);
            return new SocketSource(socket, socket.LocalEndPoint!);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override async ValueTask<FramingConnection?> AcceptAsync()
    {
        while (true)
        {
            try
            {
                var socket = await _socket.AcceptAsync().ConfigureAwait(false);
                if (Accepted(socket) is { } connection)
                {
                    return connection;
                }
            }
            catch (Exception exception) when (_isUnbound && exception is SocketException or ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // That client was gone before its turn came.
            }
        }
    }

    public override ValueTask UnbindAsync()
    {
        _isUnbound = true;
        _socket.Dispose();
        return default;
    }

    public override ValueTask DisposeAsync() => UnbindAsync();

    /// <returns>Null for a client that is gone already.</returns>
    private static AcceptedSocket? Accepted(Socket socket)
    {
        try
        {
            if (socket.ProtocolType == ProtocolType.Tcp)
            {
                // A message is written in one piece; waiting for more to send with it would only delay it.
                socket.NoDelay = true;
            }

            return new AcceptedSocket(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}

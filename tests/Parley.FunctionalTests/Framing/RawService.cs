using System.Net;
using System.Net.Sockets;

namespace Parley.FunctionalTests.Framing;

/// <summary>A service that says exactly what the test tells it to.</summary>
internal sealed class RawService : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RawService()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen(16);
    }

    public Uri Uri => new($"net.tcp://127.0.0.1:{((IPEndPoint)_socket.LocalEndPoint!).Port}/echo");

    public async Task<RawPeer> AcceptAsync() => new(await _socket.AcceptAsync().WaitAsync(FramingHost.Guard));

    public void Dispose() => _socket.Dispose();
}

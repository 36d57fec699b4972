using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.Interop.Tests.Captures;

/// <summary>A listener that takes one connection and plays a recorded service's side of it.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private NetworkStream? _stream;

    public ScriptedServer() => _listener.Start();

    public string Port => ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Takes the connection.</summary>
    public async Task AcceptAsync()
    {
        using var guard = new CancellationTokenSource(Guard);
        _stream = new NetworkStream(await _listener.AcceptSocketAsync(guard.Token), ownsSocket: true);
    }

    /// <summary>Reads as many bytes as the recording has, fewer when the client ends before.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        using var guard = new CancellationTokenSource(Guard);
        var bytes = new byte[count];
        return bytes[..await _stream!.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false, guard.Token)];
    }

    /// <summary>Reads an HTTP request: its head as text, its body as bytes.</summary>
    public async Task<(string Head, byte[] Body)> ReadRequestAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await ReadAsync(1))[0]);
        }

        const string Length = "Content-Length:";
        var length = head.ToString().Split("\r\n").Single(line => line.StartsWith(Length, StringComparison.OrdinalIgnoreCase));
        return (head.ToString(), await ReadAsync(int.Parse(length[Length.Length..], CultureInfo.InvariantCulture)));
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await _stream!.WriteAsync(bytes);

    public void Dispose()
    {
        _stream?.Dispose();
        _listener.Dispose();
    }
}

using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Parley.FunctionalTests.Http;

/// <summary>A client that sends the bytes it is given, and reads responses off the socket.</summary>
internal sealed class RawHttpClient : IDisposable
{
    private readonly CancellationTokenSource _guard = new(TimeSpan.FromSeconds(30));

    private RawHttpClient()
    {
    }

    public required NetworkStream Stream { get; init; }

    public static async Task<RawHttpClient> ConnectAsync(Uri uri)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(uri.Host, uri.Port);
        return new RawHttpClient { Stream = new NetworkStream(socket, ownsSocket: true) };
    }

    public static string Post(string contentType, string body, string more = "", string path = "/calc") => string.Create(
        CultureInfo.InvariantCulture,
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\n{more}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    public static async Task<RawResponse> SendOnceAsync(Uri uri, string request)
    {
        using var client = await ConnectAsync(uri);
        await client.SendAsync(request);
        return await client.ReadAsync();
    }

    public ValueTask SendAsync(string request) => SendAsync(Encoding.UTF8.GetBytes(request));

    public ValueTask SendAsync(byte[] request) => Stream.WriteAsync(request, _guard.Token);

    /// <summary>Reads a response with its body.</summary>
    public async Task<RawResponse> ReadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await Stream.ReadAsync(one, _guard.Token) == 0)
            {
                throw new EndOfStreamException($"The connection was closed after '{head}'.");
            }

            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var length = lines.FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var body = new byte[length is null ? 0 : int.Parse(length["Content-Length:".Length..], CultureInfo.InvariantCulture)];
        await Stream.ReadExactlyAsync(body, _guard.Token);
        return new RawResponse(lines[0], lines[1..], Encoding.UTF8.GetString(body));
    }

    /// <summary>Sends no more; responses may still come.</summary>
    public void EndSending()
    {
        try
        {
            Stream.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server has closed the connection already.
        }
    }

    /// <summary>Waits until the server closes the connection.</summary>
    public async Task WaitForEndAsync()
    {
        try
        {
            var rest = new byte[4096];
            while (await Stream.ReadAsync(rest, _guard.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        _guard.Dispose();
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Parley.LoadBench.Baseline;

/// <summary>The bare platform's client of <see cref="FrameService"/>: one socket, one frame out, one frame back.</summary>
internal sealed class FrameCaller : ICaller
{
    private readonly Socket _socket;
    private readonly byte[] _frame;
    private readonly byte[] _answer;

    private FrameCaller(Socket socket, int frameBytes)
    {
        _socket = socket;
        _frame = new byte[4 + frameBytes];
        _answer = new byte[4 + frameBytes];
        BinaryPrimitives.WriteInt32LittleEndian(_frame, frameBytes);
    }

    public static async Task<FrameCaller> ConnectAsync(EndPoint address, int frameBytes)
    {
        var socket = address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address);
        return new FrameCaller(socket, frameBytes);
    }

    public async ValueTask CallAsync()
    {
        var sent = 0;
        while (sent < _frame.Length)
        {
            sent += await _socket.SendAsync(_frame.AsMemory(sent), SocketFlags.None);
        }

        var received = 0;
        while (received < _answer.Length)
        {
            var count = await _socket.ReceiveAsync(_answer.AsMemory(received), SocketFlags.None);
            if (count == 0)
            {
                throw new IOException("The baseline service closed the connection.");
            }

            received += count;
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}

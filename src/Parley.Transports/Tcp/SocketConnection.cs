using System.Net;
using System.Net.Sockets;

namespace Parley.Channels.Framing;

/// <summary>A connection over a socket: net.tcp and local sockets.</summary>
internal class SocketConnection(Socket socket) : FramingConnection
{
    private int _closed;

    protected Socket Socket => socket;

    public override EndPoint? LocalEndPoint { get; } = socket.LocalEndPoint;

    public override EndPoint? RemoteEndPoint { get; } = socket.RemoteEndPoint;

    public override bool WaitsWithoutBuffer => false;

    /// <summary>
    /// True when the connection still has somebody at its other side who has said nothing since. False for one that was closed while it
    /// lay idle.
    /// </summary>
    public bool IsQuiet
    {
        get
        {
            try
            {
                return !socket.Poll(0, SelectMode.SelectRead);
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        buffer.IsEmpty ? WaitForInputAsync(cancellationToken) : socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        var sending = socket.SendAsync(buffer, SocketFlags.None, cancellationToken);
        if (!sending.IsCompletedSuccessfully)
        {
            return WriteRestAsync(sending, buffer, cancellationToken);
        }

        var sent = sending.Result;
        return sent == buffer.Length ? default : WriteRestAsync(new ValueTask<int>(sent), buffer, cancellationToken);
    }

    public override ValueTask CloseAsync()
    {
        Close();
        return default;
    }

    public override void Abort()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            socket.Close(0);
        }
    }

    /// <summary>Closes the socket; what was written still goes out.</summary>
    protected void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            try
            {
                socket.Shutdown(SocketShutdown.Both);
            }
            catch (SocketException)
            {
                // The other side was quicker.
            }

            socket.Dispose();
        }
    }

    private async ValueTask<int> WaitForInputAsync(CancellationToken cancellationToken)
    {
        // Word of bytes that another read has taken meanwhile ends a wait, too.
        do
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken).ConfigureAwait(false);
        }
        while (!socket.Poll(0, SelectMode.SelectRead));

        return 0;
    }

    private async ValueTask WriteRestAsync(ValueTask<int> sending, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        var sent = await sending.ConfigureAwait(false);
        while (sent < buffer.Length)
        {
            buffer = buffer[sent..];
            sent = await socket.SendAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
        }
    }
}

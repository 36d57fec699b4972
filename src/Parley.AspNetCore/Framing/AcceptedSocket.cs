using System.Net.Sockets;

namespace Parley.Channels.Framing;

/// <summary>A socket that a listening socket has accepted. Reads and writes go to it without a pipe or a thread between.</summary>
internal sealed class AcceptedSocket(Socket socket) : SocketConnection(socket)
{
    /// <summary>How much unread input is taken away before the end.</summary>
    private const int MaxUnread = 1 << 20;

    private volatile bool _isAborted;
    private volatile bool _waitsToWrite;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_isAborted)
        {
            throw Aborted();
        }

        var writing = base.WriteAsync(buffer, cancellationToken);
        return writing.IsCompletedSuccessfully ? default : WaitAsync(writing);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _isAborted ? throw Aborted() : base.ReadAsync(buffer, cancellationToken);

    /// <summary>
    /// Wakes whoever reads: for him the connection has ended. What was written before still goes out: the last reply of a session that has
    /// failed is not lost. A peer who does not take it is given up.
    /// </summary>
    public override void Abort()
    {
        _isAborted = true;
        Interlocked.MemoryBarrier();
        if (_waitsToWrite)
        {
            Kill();
            return;
        }

        try
        {
            // Windows leaves reads that wait alone when input is shut down; closing ends them, and sends what was written all the same.
            if (OperatingSystem.IsWindows())
            {
                Close();
            }
            else
            {
                Socket.Shutdown(SocketShutdown.Receive);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other side was quicker.
        }
    }

    public override void Kill() => base.Abort();

    public override ValueTask CloseAsync()
    {
        TakeUnread();
        Close();
        return default;
    }

    private static IOException Aborted() => new("The connection was aborted.");

    private async ValueTask WaitAsync(ValueTask writing)
    {
        _waitsToWrite = true;
        Interlocked.MemoryBarrier();
        if (_isAborted)
        {
            Kill();
        }

        await writing.ConfigureAwait(false);
        _waitsToWrite = false;
    }

    // A socket that is closed with unread input resets the connection, and the other side may lose what was sent to it before.
    private void TakeUnread()
    {
        try
        {
            if (Socket.Available == 0)
            {
                return;
            }

            // A reader who still waits may take it first.
            Socket.Blocking = false;
            Span<byte> unread = stackalloc byte[4096];
            for (var taken = 0; taken < MaxUnread && Socket.Available > 0;)
            {
                var count = Socket.Receive(unread, SocketFlags.None);
                if (count == 0)
                {
                    return;
                }

                taken += count;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }
}

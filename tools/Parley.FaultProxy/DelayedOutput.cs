using System.Net.Sockets;
using System.Threading.Channels;

namespace Parley.FaultProxy;

/// <summary>One direction's way out: whole records, each as late as the network's delay, and those that wait to be overtaken.</summary>
internal sealed class DelayedOutput(Socket socket, TimeSpan delay)
{
    private readonly Channel<(byte[] Bytes, long Due)> _queue = Channel.CreateUnbounded<(byte[], long)>(new() { SingleReader = true });
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte[]> _held = [];

    /// <summary>Done when everything was sent, or the connection has ended.</summary>
    public Task Sent => _sent.Task;

    public void Send(byte[] bytes) => _queue.Writer.TryWrite((bytes, Environment.TickCount64 + (long)delay.TotalMilliseconds));

    public void Complete()
    {
        ReleaseHeld(null);
        _queue.Writer.TryComplete();
    }

    /// <summary>Sends these bytes and nothing after them: held records are lost.</summary>
    public void CompleteWith(byte[] bytes)
    {
        lock (_held)
        {
            _held.Clear();
        }

        Send(bytes);
        _queue.Writer.TryComplete();
    }

    public void Hold(byte[] bytes)
    {
        lock (_held)
        {
            _held.Add(bytes);
        }
    }

    /// <summary>Sends a held record that has waited long enough; null for all of them, because another one has passed.</summary>
    public void ReleaseHeld(byte[]? one)
    {
        byte[][] ready;
        lock (_held)
        {
            ready = [.. _held.Where(bytes => one is null || bytes == one)];
            _held.RemoveAll(ready.Contains);
        }

        foreach (var bytes in ready)
        {
            Send(bytes);
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var (bytes, due) in _queue.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                var early = due - Environment.TickCount64;
                if (early > 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(early), cancellationToken).ConfigureAwait(false);
                }

                ReadOnlyMemory<byte> rest = bytes;
                while (!rest.IsEmpty)
                {
                    rest = rest[await socket.SendAsync(rest, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
                }
            }
        }
        finally
        {
            _sent.TrySetResult();
        }
    }
}

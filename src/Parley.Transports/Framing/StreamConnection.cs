using System.Net;

namespace Parley.Channels.Framing;

/// <summary>A connection over a stream that stands on another connection, as TLS does, or on nothing, as a named pipe.</summary>
internal sealed class StreamConnection(Stream stream, FramingConnection? below, bool waitsWithoutBuffer) : FramingConnection
{
    private int _closed;

    public override EndPoint? LocalEndPoint => below?.LocalEndPoint;

    public override EndPoint? RemoteEndPoint => below?.RemoteEndPoint;

    public override bool WaitsWithoutBuffer => waitsWithoutBuffer;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        stream.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
        stream.WriteAsync(buffer, cancellationToken);

    public override async ValueTask CloseAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        try
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // The other side was quicker.
        }

        if (below is not null)
        {
            await below.CloseAsync().ConfigureAwait(false);
        }
    }

    public override void Abort()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        // What is below goes first: that wakes whoever waits in the stream, and leaves the stream nobody to say goodbye to.
        below?.Abort();
        stream.Dispose();
    }
}

using System.Buffers;

namespace Parley.Channels;

/// <summary>
/// What XML writers, which cannot wait asynchronously, write a streamed message to. It collects bytes: a small message goes out by
/// <see cref="FinishAsync"/> alone, a large one blocks the writing thread for each buffer that is full.
/// </summary>
internal sealed class MessageWriteStream(Stream destination, CancellationToken cancellationToken) : Stream
{
    private const int BufferSize = 65536;
    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _count;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("The stream cannot seek.");

    public override long Position
    {
        get => throw new NotSupportedException("The stream cannot seek.");
        set => throw new NotSupportedException("The stream cannot seek.");
    }

    /// <summary>Sends what is left.</summary>
    public async ValueTask FinishAsync()
    {
        if (_count > 0)
        {
            await destination.WriteAsync(_buffer.AsMemory(0, _count), cancellationToken).ConfigureAwait(false);
            _count = 0;
        }

        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_count == BufferSize)
            {
                Send(_buffer.AsMemory(0, _count));
                _count = 0;
            }

            var count = Math.Min(buffer.Length, BufferSize - _count);
            buffer[..count].CopyTo(_buffer.AsSpan(_count));
            _count += count;
            buffer = buffer[count..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    // A writer flushes at its end; only the message's own end matters here.
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream cannot be read.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream cannot seek.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream cannot seek.");

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        base.Dispose(disposing);
    }

    private void Send(ReadOnlyMemory<byte> bytes)
    {
        var write = destination.WriteAsync(bytes, cancellationToken);
        if (!write.IsCompletedSuccessfully)
        {
            write.AsTask().GetAwaiter().GetResult();
        }
    }
}

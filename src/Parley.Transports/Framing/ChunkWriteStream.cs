namespace Parley.Channels.Framing;

/// <summary>Writes one streamed envelope: what comes in is gathered into chunks. [MC-NMF] section 2.2.4.2.</summary>
/// <remarks>
/// <code>
///   buffer:  | 05 | length (5 bytes of room) | bytes … | 00 07 |
///              ^ before the first chunk only             ^ after the last
/// </code>
/// </remarks>
internal sealed class ChunkWriteStream : Stream
{
    private const int HeaderRoom = 1 + MultiByteInt31.MaxLength;
    private const int TailRoom = 2;

    private readonly FramingConnection _connection;
    private readonly BufferManager _buffers;
    private byte[]? _buffer;
    private int _filled = HeaderRoom;
    private bool _begun;

    public ChunkWriteStream(FramingConnection connection, BufferManager buffers, int chunkSize)
    {
        _connection = connection;
        _buffers = buffers;
        _buffer = buffers.TakeBuffer(HeaderRoom + chunkSize + TailRoom);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("An envelope that is being written has no length.");

    public override long Position
    {
        get => throw new NotSupportedException("An envelope that is being written has no position.");
        set => throw new NotSupportedException("An envelope that is being written has no position.");
    }

    private byte[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(ChunkWriteStream));

    private int Room => Buffer.Length - TailRoom - _filled;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (Room == 0)
            {
                await WriteChunkAsync(last: false, cancellationToken).ConfigureAwait(false);
            }

            var count = Math.Min(Room, buffer.Length);
            buffer.Span[..count].CopyTo(Buffer.AsSpan(_filled));
            _filled += count;
            buffer = buffer[count..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (Room == 0)
            {
                WriteChunkAsync(last: false, default).AsTask().GetAwaiter().GetResult();
            }

            var count = Math.Min(Room, buffer.Length);
            buffer[..count].CopyTo(Buffer.AsSpan(_filled));
            _filled += count;
            buffer = buffer[count..];
        }
    }

    public override void Flush()
    {
        if (_filled > HeaderRoom)
        {
            WriteChunkAsync(last: false, default).AsTask().GetAwaiter().GetResult();
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_filled > HeaderRoom)
        {
            await WriteChunkAsync(last: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the rest of the envelope, its end, and End.</summary>
    public ValueTask FinishAsync(CancellationToken cancellationToken) => WriteChunkAsync(last: true, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is for writing.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream has no position.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream has no length.");

    protected override void Dispose(bool disposing)
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _buffers.ReturnBuffer(buffer);
        }

        base.Dispose(disposing);
    }

    private ValueTask WriteChunkAsync(bool last, CancellationToken cancellationToken)
    {
        var buffer = Buffer;
        var size = _filled - HeaderRoom;
        var start = HeaderRoom;
        if (size > 0)
        {
            start -= MultiByteInt31.GetLength(size);
            MultiByteInt31.Write(buffer.AsSpan(start), size);
        }

        if (!_begun)
        {
            _begun = true;
            buffer[--start] = (byte)FramingRecordType.UnsizedEnvelope;
        }

        var end = _filled;
        if (last)
        {
            buffer[end++] = 0;
            buffer[end++] = (byte)FramingRecordType.End;
        }

        _filled = HeaderRoom;
        return _connection.WriteAsync(buffer.AsMemory(start, end - start), cancellationToken);
    }
}

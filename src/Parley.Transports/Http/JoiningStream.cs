using System.Buffers;

namespace Parley.Channels;

/// <summary>
/// A connection that sends a request's head and its body together. The HTTP stack sends what fits its buffer of 4 KB first and then the
/// rest of a body: two system calls, two packets, and a service that wakes up twice.
/// </summary>
internal sealed class JoiningStream(Stream connection) : Stream
{
    /// <summary>What a head and its body may have together. Beyond, copying costs more than it saves.</summary>
    private const int Room = 32 * 1024;

    [ThreadStatic]
    private static int _announced;

    private byte[]? _held;
    private int _heldCount;

    public override bool CanRead => connection.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => connection.CanWrite;

    public override long Length => throw NotSeekable();

    public override long Position
    {
        get => throw NotSeekable();
        set => throw NotSeekable();
    }

    /// <summary>Writes a whole body into a request's stream, whose connection may be a <see cref="JoiningStream"/>.</summary>
    public static ValueTask WriteBodyAsync(Stream request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // The stack's own streams lie between here and the connection, which hears of the body's size by the thread.
        _announced = body.Length;
        try
        {
            return request.WriteAsync(body, cancellationToken);
        }
        finally
        {
            _announced = 0;
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_held is not null)
        {
            return JoinAsync(buffer, cancellationToken);
        }

        // Fewer bytes than the body has: whatever the stack does, another write must come. So this one may wait for it.
        if (buffer.Length < _announced && buffer.Length + _announced <= Room)
        {
            _announced = 0;
            _held = ArrayPool<byte>.Shared.Rent(Room);
            _heldCount = buffer.Length;
            buffer.Span.CopyTo(_held);
            return default;
        }

        return connection.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_held is { } held)
        {
            _held = null;
            connection.Write(held, 0, _heldCount);
        }

        connection.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        connection.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(Span<byte> buffer) => connection.Read(buffer);

    public override int Read(byte[] buffer, int offset, int count) => connection.Read(buffer, offset, count);

    public override void Flush() => connection.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw NotSeekable();

    public override void SetLength(long value) => throw NotSeekable();

    public override async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException NotSeekable() => new("A connection has no length and no position.");

    private ValueTask JoinAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        var held = _held!;
        _held = null;
        if (buffer.Length > held.Length - _heldCount)
        {
            return WriteBothAsync(held, buffer, cancellationToken);
        }

        buffer.Span.CopyTo(held.AsSpan(_heldCount));
        var write = connection.WriteAsync(held.AsMemory(0, _heldCount + buffer.Length), cancellationToken);
        if (!write.IsCompletedSuccessfully)
        {
            return FinishAsync(write, held);
        }

        write.GetAwaiter().GetResult();
        ArrayPool<byte>.Shared.Return(held);
        return default;
    }

    private async ValueTask WriteBothAsync(byte[] held, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await FinishAsync(connection.WriteAsync(held.AsMemory(0, _heldCount), cancellationToken), held).ConfigureAwait(false);
        await connection.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>After a failed write the buffer is left to the garbage collector: a socket may still have it.</summary>
    private static async ValueTask FinishAsync(ValueTask write, byte[] held)
    {
        await write.ConfigureAwait(false);
        ArrayPool<byte>.Shared.Return(held);
    }
}

using System.Buffers;

namespace Parley.Channels;

/// <summary>
/// The body of a streamed message. Reading it keeps to the quota and to the receive timeout, and reports a broken connection as
/// <see cref="CommunicationException"/>. Disposing it disposes what it was made with.
/// </summary>
internal sealed class HttpBodyStream(
    Stream body, IDisposable? owner, HttpQuota quota, string name, TimeSpan receiveTimeout, TimeProvider timeProvider) : Stream
{
    private readonly byte[] _first = new byte[1];
    private bool _hasFirst;
    private long _count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw NotSeekable();

    public override long Position
    {
        get => throw NotSeekable();
        set => throw NotSeekable();
    }

    /// <summary>Waits for the first byte; false when the body is empty.</summary>
    public async ValueTask<bool> HasBytesAsync(CancellationToken cancellationToken)
    {
        _hasFirst = await body.ReadAsync(_first.AsMemory(), cancellationToken).ConfigureAwait(false) == 1;
        return _hasFirst;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (TryTakeFirst(buffer.Span))
        {
            return 1;
        }

        using var timeout = new TimeoutScope(receiveTimeout, timeProvider, cancellationToken);
        try
        {
            return Count(await body.ReadAsync(buffer, timeout.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException exception) when (timeout.HasTimedOut)
        {
            timeout.ThrowTimeout($"Reading {name}", "ReceiveTimeout", exception);
            throw;
        }
        catch (Exception exception) when (HttpFailures.IsConnectionFailure(exception))
        {
            throw Broken(exception);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <remarks>Blocks the thread, as readers of XML do; only the asynchronous read below can be ended by the timeout.</remarks>
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override int Read(Span<byte> buffer)
    {
        var rented = ArrayPool<byte>.Shared.Rent(buffer.Length);
        try
        {
            var read = Read(rented, 0, buffer.Length);
            rented.AsSpan(0, read).CopyTo(buffer);
            return read;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw NotSeekable();

    public override void SetLength(long value) => throw new NotSupportedException("A received message cannot be changed.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A received message cannot be changed.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            owner?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException NotSeekable() => new("A streamed message can only be read forward.");

    private CommunicationException Broken(Exception exception) =>
        new($"The connection broke before {name} was read whole: {exception.Message}", exception);

    private bool TryTakeFirst(Span<byte> buffer)
    {
        if (!_hasFirst || buffer.IsEmpty)
        {
            return false;
        }

        _hasFirst = false;
        _count++;
        buffer[0] = _first[0];
        return true;
    }

    private int Count(int read)
    {
        _count += read;
        return _count <= quota.MaxSize ? read : throw quota.Exceeded();
    }
}

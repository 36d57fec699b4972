using System.Buffers;

namespace Parley.Channels;

/// <summary>
/// What XML readers, which cannot wait asynchronously, read a streamed message from. The first bytes are waited for asynchronously
/// (<see cref="PrefetchAsync"/>), the rest blocks the reading thread, whatever the source can do. Until
/// <see cref="HeadersRead"/>, no more than the limit of the headers is read.
/// </summary>
internal sealed class MessageReadStream : ForwardReadStream
{
    private const int BufferSize = 16384;
    private readonly Stream _source;
    private readonly int _maxSizeOfHeaders;
    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _start;
    private int _end;
    private int _headerBytesLeft;
    private bool _headersRead;

    public MessageReadStream(Stream source, int maxSizeOfHeaders)
    {
        _source = source;
        _maxSizeOfHeaders = _headerBytesLeft = maxSizeOfHeaders;
    }

    /// <summary>Waits for the first bytes.</summary>
    public async ValueTask PrefetchAsync(CancellationToken cancellationToken)
    {
        var read = await _source.ReadAsync(_buffer.AsMemory(0, Allowed(BufferSize)), cancellationToken).ConfigureAwait(false);
        _end = read;
        _headerBytesLeft -= read;
    }

    /// <summary>What is there to read without waiting.</summary>
    public ReadOnlySpan<byte> Prefetched => _buffer.AsSpan(_start, _end - _start);

    /// <summary>The headers are read: from here on the message may be as long as the source is.</summary>
    public void HeadersRead() => _headersRead = true;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_start == _end && !Fill())
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return _start == _end && _headersRead && count >= BufferSize
            ? Wait(Source().ReadAsync(buffer.AsMemory(offset, count)))
            : Read(buffer.AsSpan(offset, count));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            _start = _end = 0;
            ArrayPool<byte>.Shared.Return(buffer);
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Fill()
    {
        var read = Wait(Source().ReadAsync(_buffer.AsMemory(0, Allowed(BufferSize))));
        _start = 0;
        _end = read;
        if (!_headersRead)
        {
            _headerBytesLeft -= read;
        }

        return read > 0;
    }

    private Stream Source()
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        return _source;
    }

    private int Allowed(int count)
    {
        if (_headersRead)
        {
            return count;
        }

        return _headerBytesLeft > 0 ? Math.Min(count, _headerBytesLeft) : throw QuotaExceeded.HeaderSize(_maxSizeOfHeaders);
    }

    private static int Wait(ValueTask<int> read) => read.IsCompletedSuccessfully ? read.Result : read.AsTask().GetAwaiter().GetResult();
}

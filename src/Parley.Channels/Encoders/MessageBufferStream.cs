using System.Diagnostics;

namespace Parley.Channels;

/// <summary>
/// Collects a message's bytes in a buffer of a <see cref="BufferManager"/>, which grows by doubling. Used again and again:
/// <see cref="Start"/>, writes, then <see cref="Detach"/> or <see cref="Discard"/>.
/// </summary>
internal sealed class MessageBufferStream : Stream
{
    private BufferManager? _bufferManager;
    private byte[] _buffer = [];
    private int _offset;
    private int _position;
    private int _limit;
    private int _maxMessageSize;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("The stream cannot seek.");

    public override long Position
    {
        get => throw new NotSupportedException("The stream cannot seek.");
        set => throw new NotSupportedException("The stream cannot seek.");
    }

    /// <summary>Bytes written so far.</summary>
    public int Count => _position - _offset;

    /// <summary>What was written so far; good until the next write.</summary>
    public ArraySegment<byte> Written => new(_buffer, _offset, _position - _offset);

    /// <summary>Begins a message.</summary>
    /// <param name="bufferManager">Where the buffer comes from.</param>
    /// <param name="sizeHint">How large the message may become.</param>
    /// <param name="offset">How many bytes are left free in front.</param>
    /// <param name="maxMessageSize">The most bytes that may be written.</param>
    public void Start(BufferManager bufferManager, int sizeHint, int offset, int maxMessageSize)
    {
        Debug.Assert(_bufferManager is null, "The last message's buffer was not taken.");
        _maxMessageSize = maxMessageSize;
        _limit = (int)Math.Min(Array.MaxLength, (long)offset + maxMessageSize);
        _buffer = bufferManager.TakeBuffer(Math.Min(Math.Max(offset + Math.Min(sizeHint, maxMessageSize), offset), Array.MaxLength));
        _bufferManager = bufferManager;
        _offset = _position = offset;
    }

    /// <summary>Hands the message over, and its buffer with it.</summary>
    public ArraySegment<byte> Detach()
    {
        var message = new ArraySegment<byte>(_buffer, _offset, _position - _offset);
        _bufferManager = null;
        _buffer = [];
        return message;
    }

    /// <summary>Gives the buffer back, if a message was begun and not taken.</summary>
    public void Discard()
    {
        if (_bufferManager is { } bufferManager)
        {
            _bufferManager = null;
            bufferManager.ReturnBuffer(_buffer);
            _buffer = [];
        }
    }

    /// <summary>Makes room for bytes behind those written, and counts them as written.</summary>
    public Span<byte> Append(int count)
    {
        Reserve(count);
        _position += count;
        return _buffer.AsSpan(_position - count, count);
    }

    /// <summary>Takes the last bytes back.</summary>
    /// <param name="count">How many bytes stay.</param>
    public void Truncate(int count) => _position = _offset + count;

    /// <summary>Puts other bytes, whose number may be larger, in the place of the first ones, and tells where to write them.</summary>
    public Span<byte> ReplaceStart(int oldCount, int newCount)
    {
        var kept = Count - oldCount;
        Reserve(newCount - oldCount);
        Buffer.BlockCopy(_buffer, _offset + oldCount, _buffer, _offset + newCount, kept);
        _position += newCount - oldCount;
        return _buffer.AsSpan(_offset, newCount);
    }

    /// <summary>Hands the bytes out and begins again in a new buffer. The old one is given back by <see cref="Return"/>.</summary>
    public ArraySegment<byte> Restart()
    {
        var written = new ArraySegment<byte>(_buffer, _offset, Count);
        _buffer = _bufferManager!.TakeBuffer(_buffer.Length);
        _position = _offset;
        return written;
    }

    /// <summary>Gives a buffer back that <see cref="Restart"/> handed out.</summary>
    public void Return(byte[] buffer) => _bufferManager!.ReturnBuffer(buffer);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Reserve(buffer.Length);
        buffer.CopyTo(_buffer.AsSpan(_position));
        _position += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value)
    {
        Reserve(1);
        _buffer[_position++] = value;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream cannot be read.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream cannot seek.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream cannot seek.");

    private void Reserve(int count)
    {
        // A buffer may be larger than was asked for: the limit is the message's, not the buffer's.
        if (count > _limit - _position)
        {
            throw QuotaExceeded.SentMessageSize(_maxMessageSize);
        }

        if (count > _buffer.Length - _position)
        {
            Grow(_position + count);
        }
    }

    private void Grow(int needed)
    {
        var size = (int)Math.Min(_limit, Math.Max(needed, 2L * _buffer.Length));
        var larger = _bufferManager!.TakeBuffer(size);
        Buffer.BlockCopy(_buffer, _offset, larger, _offset, Count);
        var old = _buffer;
        _buffer = larger;
        _bufferManager.ReturnBuffer(old);
    }
}

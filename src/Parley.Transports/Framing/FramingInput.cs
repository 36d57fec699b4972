namespace Parley.Channels.Framing;

/// <summary>The reading side of a connection with what was read ahead. One reader at a time.</summary>
/// <remarks>The buffer is small at first, because many connections are idle, and grows where reads fill it.</remarks>
internal sealed class FramingInput(FramingConnection connection, BufferManager buffers, int bufferSize)
{
    private const int FirstSize = 1024;

    private byte[]? _buffer;
    private int _size = Math.Min(FirstSize, bufferSize);
    private int _start;
    private int _end;

    /// <summary>What has come and was not taken.</summary>
    public ReadOnlySpan<byte> Available => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Takes bytes off.</summary>
    public void Advance(int count)
    {
        _start += count;
        if (_start < _end)
        {
            return;
        }

        if (_buffer is null || _buffer.Length < _size || connection.WaitsWithoutBuffer)
        {
            Release();
        }
        else
        {
            _start = _end = 0;
        }
    }

    /// <summary>True when whoever wants more is to wait for it without a buffer first: <see cref="ReadMoreAsync"/>.</summary>
    public bool WaitsFirst => _buffer is null && connection.WaitsWithoutBuffer;

    /// <summary>Reads more. The count goes to <see cref="Filled"/>.</summary>
    public ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        if (_buffer is null)
        {
            _buffer = buffers.TakeBuffer(_size);
        }
        else if (_end == _buffer.Length)
        {
            // Machines take everything that they are fed, so a full buffer has room at its beginning.
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        return connection.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
    }

    /// <summary>What was read is available now.</summary>
    /// <returns>False at the end of the connection.</returns>
    public bool Filled(int count)
    {
        _end += count;
        if (_end == _buffer!.Length)
        {
            _size = (int)Math.Min(bufferSize, 2L * _end);
        }

        return count > 0;
    }

    /// <summary>Waits for more with patience, which means without a buffer when nothing is left in it, and reads it.</summary>
    /// <returns>False at the end of the connection.</returns>
    public async ValueTask<bool> ReadMoreAsync(CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            Release();
            await connection.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        }

        return Filled(await FillAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads into the caller's buffer: first what was read ahead, then from the connection without a detour.</summary>
    /// <returns>How many bytes; 0 at the end of the connection.</returns>
    public ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        var available = Available;
        if (available.IsEmpty || target.IsEmpty)
        {
            return available.IsEmpty ? connection.ReadAsync(target, cancellationToken) : new ValueTask<int>(0);
        }

        var count = Math.Min(available.Length, target.Length);
        available[..count].CopyTo(target.Span);
        Advance(count);
        return new ValueTask<int>(count);
    }

    /// <summary>Goes on where another input of the same connection has stopped. Nothing may have been read here yet.</summary>
    public void Continue(FramingInput other)
    {
        var rest = other.Available;
        if (!rest.IsEmpty && other._buffer is not null)
        {
            _buffer = buffers.TakeBuffer(Math.Max(_size, rest.Length));
            rest.CopyTo(_buffer);
            _end = rest.Length;
        }

        other.Release();
    }

    /// <summary>Gives the buffer back. Nobody may be reading.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            _start = _end = 0;
            buffers.ReturnBuffer(buffer);
        }
    }
}

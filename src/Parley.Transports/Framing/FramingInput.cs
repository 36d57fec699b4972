namespace Parley.Channels.Framing;

/// <summary>The reading side of a connection with what was read ahead. One reader at a time.</summary>
internal sealed class FramingInput(FramingConnection connection, BufferManager buffers, int bufferSize)
{
    private byte[]? _buffer;
    private int _start;
    private int _end;

    /// <summary>What has come and was not taken.</summary>
    public ReadOnlySpan<byte> Available => _buffer is null ? default : _buffer.AsSpan(_start, _end - _start);

    /// <summary>Takes bytes off.</summary>
    public void Advance(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
            if (connection.WaitsWithoutBuffer)
            {
                Release();
            }
        }
    }

    /// <summary>True when whoever wants more is to wait for it without a buffer first: <see cref="WaitAsync"/>, then <see cref="FillAsync"/>.</summary>
    public bool WaitsFirst => _buffer is null && connection.WaitsWithoutBuffer;

    /// <summary>Waits until there is something to read, or the connection ends.</summary>
    public ValueTask<int> WaitAsync(CancellationToken cancellationToken) => connection.ReadAsync(Memory<byte>.Empty, cancellationToken);

    /// <summary>Reads more. The count goes to <see cref="Filled"/>.</summary>
    public ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        if (_buffer is null)
        {
            _buffer = buffers.TakeBuffer(bufferSize);
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
        return count > 0;
    }

    /// <summary>Waits for more and reads it.</summary>
    /// <returns>False at the end of the connection.</returns>
    public async ValueTask<bool> ReadMoreAsync(CancellationToken cancellationToken)
    {
        if (WaitsFirst)
        {
            await WaitAsync(cancellationToken).ConfigureAwait(false);
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

    /// <summary>Puts back what another input of the same connection had read ahead. Nothing else may have come yet.</summary>
    public void Prepend(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            _buffer = buffers.TakeBuffer(Math.Max(bufferSize, bytes.Length));
            bytes.CopyTo(_buffer);
            _end = bytes.Length;
        }
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

namespace Parley.Channels.Framing;

/// <summary>The reading side of a connection with what was read ahead. One reader at a time.</summary>
internal sealed class FramingInput(FramingConnection connection, BufferManager buffers, int bufferSize)
{
    private byte[]? _buffer;
    private ReadOnlyMemory<byte> _lent;
    private int _hasLent;
    private int _start;
    private int _end;

    /// <summary>What has come and was not taken.</summary>
    public ReadOnlySpan<byte> Available =>
        _buffer is not null ? _buffer.AsSpan(_start, _end - _start) : _lent.Span[_start.._end];

    /// <summary>Takes bytes off.</summary>
    public void Advance(int count)
    {
        _start += count;
        if (_start < _end)
        {
            return;
        }

        if (_buffer is null || connection.WaitsWithoutBuffer)
        {
            Release();
        }
        else
        {
            _start = _end = 0;
        }
    }

    /// <summary>True when more is to be had by <see cref="BorrowAsync"/>, then <see cref="Borrowed"/>.</summary>
    public bool Borrows => _buffer is null && connection.Lends;

    /// <summary>True when whoever wants more is to wait for it without a buffer first: <see cref="ReadMoreAsync"/>.</summary>
    public bool WaitsFirst => _buffer is null && connection.WaitsWithoutBuffer;

    /// <summary>Waits for more. What comes goes to <see cref="Borrowed"/>.</summary>
    public ValueTask<ReadOnlyMemory<byte>> BorrowAsync(CancellationToken cancellationToken) => connection.BorrowAsync(cancellationToken);

    /// <summary>What was borrowed is available now.</summary>
    /// <returns>False at the end of the connection.</returns>
    public bool Borrowed(ReadOnlyMemory<byte> lent)
    {
        if (lent.IsEmpty)
        {
            return false;
        }

        _lent = lent;
        _end = lent.Length;
        Volatile.Write(ref _hasLent, 1);
        return true;
    }

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

    /// <summary>Waits for more and reads it, in whatever way the connection has.</summary>
    /// <returns>False at the end of the connection.</returns>
    public async ValueTask<bool> ReadMoreAsync(CancellationToken cancellationToken)
    {
        if (Borrows)
        {
            return Borrowed(await BorrowAsync(cancellationToken).ConfigureAwait(false));
        }

        if (WaitsFirst)
        {
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
            _buffer = buffers.TakeBuffer(Math.Max(bufferSize, rest.Length));
            rest.CopyTo(_buffer);
            _end = rest.Length;
        }

        other.Release();
    }

    /// <summary>Gives the buffer back, and what was lent. Nobody may be reading.</summary>
    public void Release()
    {
        var taken = _start;
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            _start = _end = 0;
            buffers.ReturnBuffer(buffer);
        }
        else if (Interlocked.Exchange(ref _hasLent, 0) == 1)
        {
            _lent = default;
            _start = _end = 0;
            connection.GiveBack(taken);
        }
    }
}

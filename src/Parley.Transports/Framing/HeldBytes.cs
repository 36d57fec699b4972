namespace Parley.Channels.Framing;

/// <summary>Bytes of messages that wait to be written together. It has a buffer while there are some.</summary>
internal sealed class HeldBytes(BufferManager buffers)
{
    /// <summary>More than this is not held.</summary>
    public const int Most = 32 * 1024;

    private byte[]? _buffer;
    private int _count;

    /// <summary>True when there are none.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Adds bytes.</summary>
    /// <returns>False when there is no room for them.</returns>
    public bool TryAdd(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Most - _count)
        {
            return false;
        }

        _buffer ??= buffers.TakeBuffer(Most);
        bytes.CopyTo(_buffer.AsSpan(_count));
        _count += bytes.Length;
        return true;
    }

    /// <summary>Hands the bytes over, with their buffer, which the caller returns.</summary>
    public ArraySegment<byte> Take()
    {
        var bytes = new ArraySegment<byte>(_buffer!, 0, _count);
        _buffer = null;
        _count = 0;
        return bytes;
    }
}

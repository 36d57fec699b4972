using System.Buffers;
using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>Bytes that grow in pooled memory. What held protected content is zeroed before it goes back to the pool.</summary>
internal sealed class PooledBytes(int initialSize = PooledBytes.DefaultSize) : ICanonicalSink, IDisposable
{
    private const int DefaultSize = 4096;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(initialSize);

    // How far the memory was written before it was cleared.
    private int _used;

    /// <summary>How many bytes have been written.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes the memory holds before it grows.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>What has been written.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Count);

    /// <summary>What has been written, valid until the next write.</summary>
    public Memory<byte> Memory => _bytes.AsMemory(0, Count);

    /// <summary>The array behind the bytes, valid until the next write.</summary>
    public byte[] Array => _bytes;

    /// <summary>Room for more bytes; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> GetSpan(int size)
    {
        if (_bytes.Length - Count < size)
        {
            Grow(size);
        }

        return _bytes.AsSpan(Count);
    }

    /// <summary>Counts bytes that were written into <see cref="GetSpan"/>.</summary>
    public void Advance(int count) => Count += count;

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Count += bytes.Length;
    }

    /// <summary>Adds one byte.</summary>
    public void Append(byte value)
    {
        if (_bytes.Length == Count)
        {
            Grow(1);
        }

        _bytes[Count++] = value;
    }

    /// <summary>Starts anew in the same memory.</summary>
    public void Clear() => Truncate(0);

    /// <summary>Starts anew in the same memory, which is zeroed before as far as it was used since the last time.</summary>
    public void Zero()
    {
        CryptographicOperations.ZeroMemory(_bytes.AsSpan(0, _used > Count ? _used : Count));
        Count = 0;
        _used = 0;
    }

    /// <summary>Forgets the bytes from an index on.</summary>
    public void Truncate(int count)
    {
        _used = Math.Max(_used, Count);
        Count = count;
    }

    /// <summary>Zeroes the bytes and gives the memory back.</summary>
    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        if (bytes.Length > 0)
        {
            CryptographicOperations.ZeroMemory(bytes.AsSpan(0, Math.Max(Count, _used)));
            ArrayPool<byte>.Shared.Return(bytes);
        }

        Count = 0;
    }

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(Math.Min(2L * _bytes.Length, System.Array.MaxLength), (long)Count + size));
        Span.CopyTo(larger);
        CryptographicOperations.ZeroMemory(_bytes.AsSpan(0, Math.Max(Count, _used)));
        _used = 0;
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}

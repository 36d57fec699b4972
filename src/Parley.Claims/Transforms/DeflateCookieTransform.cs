using System.Buffers;
using System.IO.Compression;

namespace Parley.IdentityModel;

/// <summary>Makes cookies smaller: raw DEFLATE (RFC 1951). WIF documentation: DeflateCookieTransform.</summary>
/// <remarks>It protects nothing. It is the first transform of a list, so that what it inflates was verified before.</remarks>
public sealed class DeflateCookieTransform : CookieTransform
{
    private const int DefaultMaximum = 1024 * 1024;
    private const int FirstBuffer = 16 * 1024;

    private int _maximum = DefaultMaximum;

    /// <summary>To how many bytes a cookie may inflate, at most; 1 MiB when nothing is said.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxDecompressedSize
    {
        get => _maximum;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maximum = value;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="encoded"/> is null.</exception>
    public override byte[] Decode(byte[] encoded)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        using var inflated = new DeflateStream(new MemoryStream(encoded, writable: false), CompressionMode.Decompress);
        var pool = ArrayPool<byte>.Shared;
        var buffer = pool.Rent(FirstBuffer);
        var length = 0;
        try
        {
            while (true)
            {
                var count = inflated.Read(buffer, length, buffer.Length - length);
                length += count;
                if (count == 0)
                {
                    return buffer.AsSpan(0, length).ToArray();
                }

                if (length > _maximum)
                {
                    throw new InvalidDataException($"The session token's cookie inflates to more than {_maximum} bytes. DeflateCookieTransform.MaxDecompressedSize is the limit.");
                }

                if (length == buffer.Length)
                {
                    var larger = pool.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    Return(pool, buffer, length);
                    buffer = larger;
                }
            }
        }
        finally
        {
            Return(pool, buffer, length);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    public override byte[] Encode(byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var deflated = new MemoryStream(value.Length / 2);
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(value);
        }

        return deflated.ToArray();
    }

    // Tokens hold keys.
    private static void Return(ArrayPool<byte> pool, byte[] buffer, int length)
    {
        buffer.AsSpan(0, length).Clear();
        pool.Return(buffer);
    }
}

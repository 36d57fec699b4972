using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>
/// AES with cipher block chaining that is set up once and goes on from message to message: each one's initialisation vector takes the place of
/// the block that the chain would go on with.
/// </summary>
internal sealed class ChainedCipher : KeyTool
{
    private const int BlockSize = 16;

    private readonly ICryptoTransform _transform;

    // The block that the platform's chain goes on with.
    private readonly byte[] _last = new byte[BlockSize];

    private ChainedCipher(SecretKey key, KeyToolKind kind)
        : base(key, kind)
    {
        using var aes = Aes.Create();
        aes.Mode = CipherMode.CBC;
        aes.Padding = PaddingMode.None;
        aes.SetKey(key.Bytes);
        aes.IV = _last;
        _transform = kind == KeyToolKind.AesEncryptor ? aes.CreateEncryptor() : aes.CreateDecryptor();
    }

    /// <summary>Encrypts blocks in place.</summary>
    /// <param name="key">A key of AES.</param>
    /// <param name="vector">The initialisation vector.</param>
    /// <param name="blocks">The array of the blocks.</param>
    /// <param name="offset">Where the first begins.</param>
    /// <param name="count">How many bytes they have, at least one block.</param>
    public static void Encrypt(SecretKey key, ReadOnlySpan<byte> vector, byte[] blocks, int offset, int count)
    {
        var cipher = Rent(key, KeyToolKind.AesEncryptor);
        var first = blocks.AsSpan(offset, BlockSize);
        Combine(first, vector, cipher._last);
        cipher._transform.TransformBlock(blocks, offset, count, blocks, offset);
        blocks.AsSpan(offset + count - BlockSize, BlockSize).CopyTo(cipher._last);
        KeyToolCache.Return(cipher);
    }

    /// <summary>Decrypts blocks.</summary>
    /// <param name="key">A key of AES.</param>
    /// <param name="vector">The initialisation vector.</param>
    /// <param name="encrypted">The array of the blocks.</param>
    /// <param name="offset">Where the first begins.</param>
    /// <param name="count">How many bytes they have, at least one block.</param>
    /// <param name="destination">Another array.</param>
    /// <param name="start">Where the first block goes.</param>
    public static void Decrypt(SecretKey key, ReadOnlySpan<byte> vector, byte[] encrypted, int offset, int count, byte[] destination, int start)
    {
        var cipher = Rent(key, KeyToolKind.AesDecryptor);
        cipher._transform.TransformBlock(encrypted, offset, count, destination, start);
        Combine(destination.AsSpan(start, BlockSize), vector, cipher._last);
        encrypted.AsSpan(offset + count - BlockSize, BlockSize).CopyTo(cipher._last);
        KeyToolCache.Return(cipher);
    }

    public override void Dispose() => _transform.Dispose();

    private static ChainedCipher Rent(SecretKey key, KeyToolKind kind)
    {
        ObjectDisposedException.ThrowIf(key.IsDisposed, key);
        return (ChainedCipher?)KeyToolCache.Take(key, kind) ?? new ChainedCipher(key, kind);
    }

    private static void Combine(Span<byte> block, ReadOnlySpan<byte> vector, ReadOnlySpan<byte> last)
    {
        for (var i = 0; i < BlockSize; i++)
        {
            block[i] ^= (byte)(vector[i] ^ last[i]);
        }
    }
}

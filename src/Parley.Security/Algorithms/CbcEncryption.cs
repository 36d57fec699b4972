using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>
/// AES and Triple DES with cipher block chaining and the padding of XML-Encryption, section 5.2: one to a block's length of bytes, of
/// which the last says how many there are and the others may be anything.
/// </summary>
internal sealed class CbcEncryption : EncryptionAlgorithm
{
    private readonly bool _tripleDes;
    private readonly int _blockSize;

    internal CbcEncryption(string identifier, int keyBits, bool tripleDes)
        : base(identifier, keyBits)
    {
        _tripleDes = tripleDes;
        _blockSize = tripleDes ? 8 : 16;
    }

    public override int GetEncryptedLength(int contentLength) => checked(_blockSize + PaddedLength(contentLength));

    private protected override void EncryptCore(SecretKey key, ReadOnlySpan<byte> content, Span<byte> destination)
    {
        var vector = destination[.._blockSize];
        var blocks = destination[_blockSize..];
        Fill(content, vector, blocks);
        var cipher = key.RentCipher(_tripleDes);
        cipher.Cipher.EncryptCbc(blocks, vector, blocks, PaddingMode.None);
        SecretKey.ReturnCipher(cipher);
    }

    private protected override void EncryptCore(SecretKey key, ReadOnlySpan<byte> content, byte[] destination, int start)
    {
        var all = destination.AsSpan(start, GetEncryptedLength(content.Length));
        if (_tripleDes)
        {
            EncryptCore(key, content, all);
            return;
        }

        var vector = all[.._blockSize];
        Fill(content, vector, all[_blockSize..]);
        ChainedCipher.Encrypt(key, vector, destination, start + _blockSize, all.Length - _blockSize);
    }

    private protected override bool TryDecryptCore(SecretKey key, ReadOnlySpan<byte> encrypted, Span<byte> destination, out int written)
    {
        written = 0;
        if (!HasBlocks(encrypted.Length))
        {
            return false;
        }

        var cipher = key.RentCipher(_tripleDes);
        var length = cipher.Cipher.DecryptCbc(encrypted[_blockSize..], encrypted[.._blockSize], destination, PaddingMode.None);
        SecretKey.ReturnCipher(cipher);
        return TryRemovePadding(destination[..length], out written);
    }

    private protected override bool TryDecryptCore(SecretKey key, ArraySegment<byte> encrypted, byte[] destination, int start, out int written)
    {
        if (_tripleDes)
        {
            return TryDecryptCore(key, encrypted, destination.AsSpan(start), out written);
        }

        written = 0;
        if (!HasBlocks(encrypted.Count))
        {
            return false;
        }

        var length = encrypted.Count - _blockSize;
        ChainedCipher.Decrypt(key, encrypted.AsSpan(0, _blockSize), encrypted.Array!, encrypted.Offset + _blockSize, length, destination, start);
        return TryRemovePadding(destination.AsSpan(start, length), out written);
    }

    private bool HasBlocks(int length) => length >= 2 * _blockSize && length % _blockSize == 0;

    private static void Fill(ReadOnlySpan<byte> content, Span<byte> vector, Span<byte> blocks)
    {
        RandomVectors.Fill(vector);
        content.CopyTo(blocks);
        blocks[content.Length..].Clear();
        blocks[^1] = (byte)(blocks.Length - content.Length);
    }

    private bool TryRemovePadding(ReadOnlySpan<byte> content, out int written)
    {
        // Without branches: 1 when the padding says less than one byte or more than a block.
        uint padding = content[^1];
        var wrong = ((uint)_blockSize - 1 - (padding - 1)) >> 31 | (padding - 1) >> 31;
        written = content.Length - (int)((padding & (wrong - 1)) | wrong);
        return wrong == 0;
    }

    private int PaddedLength(int contentLength) => checked((contentLength / _blockSize * _blockSize) + _blockSize);
}

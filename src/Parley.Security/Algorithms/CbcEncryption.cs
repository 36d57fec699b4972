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
        RandomNumberGenerator.Fill(vector);
        content.CopyTo(blocks);
        blocks[content.Length..].Clear();
        blocks[^1] = (byte)(blocks.Length - content.Length);
        var cipher = key.RentCipher(_tripleDes);
        cipher.EncryptCbc(blocks, vector, blocks, PaddingMode.None);
        key.ReturnCipher(cipher);
    }

    private protected override bool TryDecryptCore(SecretKey key, ReadOnlySpan<byte> encrypted, Span<byte> destination, out int written)
    {
        written = 0;
        if (encrypted.Length < 2 * _blockSize || encrypted.Length % _blockSize != 0)
        {
            return false;
        }

        var cipher = key.RentCipher(_tripleDes);
        var length = cipher.DecryptCbc(encrypted[_blockSize..], encrypted[.._blockSize], destination, PaddingMode.None);
        key.ReturnCipher(cipher);

        // Without branches: 1 when the padding says less than one byte or more than a block.
        uint padding = destination[length - 1];
        var wrong = ((uint)_blockSize - 1 - (padding - 1)) >> 31 | (padding - 1) >> 31;
        written = length - (int)((padding & (wrong - 1)) | wrong);
        return wrong == 0;
    }

    private int PaddedLength(int contentLength) => checked((contentLength / _blockSize * _blockSize) + _blockSize);
}

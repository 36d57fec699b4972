using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>AES-GCM as XML-Encryption 1.1, section 5.2.4, has it: a vector of 12 bytes before the cipher text and a tag of 16 behind it.</summary>
internal sealed class GcmEncryption : EncryptionAlgorithm
{
    private const int VectorSize = 12;

    internal GcmEncryption(string identifier, int keyBits)
        : base(identifier, keyBits)
    {
    }

    public override int GetEncryptedLength(int contentLength) => checked(VectorSize + contentLength + GcmTagSize);

    private protected override void EncryptCore(SecretKey key, ReadOnlySpan<byte> content, Span<byte> destination)
    {
        var vector = destination[..VectorSize];
        RandomVectors.Fill(vector);
        var cipher = key.RentGcmCipher();
        cipher.Cipher.Encrypt(vector, content, destination.Slice(VectorSize, content.Length), destination[^GcmTagSize..]);
        SecretKey.ReturnCipher(cipher);
    }

    private protected override bool TryDecryptCore(SecretKey key, ReadOnlySpan<byte> encrypted, Span<byte> destination, out int written)
    {
        written = 0;
        var length = encrypted.Length - VectorSize - GcmTagSize;
        if (length < 0)
        {
            return false;
        }

        var cipher = key.RentGcmCipher();
        try
        {
            cipher.Cipher.Decrypt(encrypted[..VectorSize], encrypted.Slice(VectorSize, length), encrypted[^GcmTagSize..], destination[..length]);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            SecretKey.ReturnCipher(cipher);
        }

        written = length;
        return true;
    }
}

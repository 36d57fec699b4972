using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>
/// Triple DES Key Wrap, RFC 3217, section 3, as XML-Encryption uses it: for keys of any length that is a multiple of 8 bytes, and
/// without parity bits being set, which would change a key that is not one of Triple DES.
/// </summary>
internal sealed class TripleDesKeyWrap : SymmetricKeyWrap
{
    private const int BlockSize = 8;
    private const int ChecksumSize = 8;

    internal TripleDesKeyWrap()
        : base(SecurityAlgorithms.TripleDesKeyWrap, 192)
    {
    }

    private static ReadOnlySpan<byte> OuterVector => [0x4a, 0xdd, 0xa2, 0x2c, 0x79, 0xe8, 0x21, 0x05];

    internal static byte[] Wrap(SecretKey wrappingKey, SecretKey key, ReadOnlySpan<byte> vector)
    {
        var result = new byte[BlockSize + key.Length + ChecksumSize];
        var inner = result.AsSpan(BlockSize);
        vector.CopyTo(result);
        key.Bytes.CopyTo(inner);
        Checksum(key.Bytes, inner[key.Length..]);
        var rented = wrappingKey.RentCipher(tripleDes: true);
        var cipher = rented.Cipher;
        cipher.EncryptCbc(inner, vector, inner, PaddingMode.None);
        result.AsSpan().Reverse();
        cipher.EncryptCbc(result, OuterVector, result, PaddingMode.None);
        SecretKey.ReturnCipher(rented);
        return result;
    }

    private protected override byte[] WrapCore(SecretKey wrappingKey, SecretKey key)
    {
        Span<byte> vector = stackalloc byte[BlockSize];
        RandomNumberGenerator.Fill(vector);
        return Wrap(wrappingKey, key, vector);
    }

    private protected override SecretKey? UnwrapCore(SecretKey wrappingKey, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length <= BlockSize + ChecksumSize)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[MaxKeySize + BlockSize + ChecksumSize];
        bytes = bytes[..wrapped.Length];
        var rented = wrappingKey.RentCipher(tripleDes: true);
        var cipher = rented.Cipher;
        cipher.DecryptCbc(wrapped, OuterVector, bytes, PaddingMode.None);
        bytes.Reverse();
        var inner = bytes[BlockSize..];
        cipher.DecryptCbc(inner, bytes[..BlockSize], inner, PaddingMode.None);
        SecretKey.ReturnCipher(rented);
        Span<byte> checksum = stackalloc byte[ChecksumSize];
        Checksum(inner[..^ChecksumSize], checksum);
        var key = CryptographicOperations.FixedTimeEquals(checksum, inner[^ChecksumSize..]) ? SecretKey.FromBytes(inner[..^ChecksumSize]) : null;
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    private static void Checksum(ReadOnlySpan<byte> key, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(key, hash);
        hash[..ChecksumSize].CopyTo(destination);
        CryptographicOperations.ZeroMemory(hash);
    }
}

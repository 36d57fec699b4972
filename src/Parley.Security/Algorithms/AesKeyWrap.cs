using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>AES Key Wrap, RFC 3394, with its default initial value.</summary>
internal sealed class AesKeyWrap : SymmetricKeyWrap
{
    private const ulong InitialValue = 0xA6A6A6A6A6A6A6A6;
    private const int Half = 8;
    private const int Rounds = 6;

    internal AesKeyWrap(string identifier, int keyBits)
        : base(identifier, keyBits)
    {
    }

    private protected override byte[] WrapCore(SecretKey wrappingKey, SecretKey key)
    {
        var result = new byte[Half + key.Length];
        key.Bytes.CopyTo(result.AsSpan(Half));
        Span<byte> block = stackalloc byte[2 * Half];
        BinaryPrimitives.WriteUInt64BigEndian(block, InitialValue);
        var rented = wrappingKey.RentCipher(tripleDes: false);
        var cipher = rented.Cipher;
        var count = (ulong)(key.Length / Half);
        for (ulong step = 1; step <= Rounds * count; step++)
        {
            var part = result.AsSpan(Half + (int)((step - 1) % count * Half), Half);
            part.CopyTo(block[Half..]);
            cipher.EncryptEcb(block, block, PaddingMode.None);
            BinaryPrimitives.WriteUInt64BigEndian(block, BinaryPrimitives.ReadUInt64BigEndian(block) ^ step);
            block[Half..].CopyTo(part);
        }

        block[..Half].CopyTo(result);
        SecretKey.ReturnCipher(rented);
        return result;
    }

    private protected override SecretKey? UnwrapCore(SecretKey wrappingKey, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length < 3 * Half)
        {
            return null;
        }

        Span<byte> parts = stackalloc byte[MaxKeySize + 16];
        parts = parts[..(wrapped.Length - Half)];
        wrapped[Half..].CopyTo(parts);
        Span<byte> block = stackalloc byte[2 * Half];
        wrapped[..Half].CopyTo(block);
        var rented = wrappingKey.RentCipher(tripleDes: false);
        var cipher = rented.Cipher;
        var count = (ulong)(parts.Length / Half);
        for (var step = Rounds * count; step > 0; step--)
        {
            var part = parts.Slice((int)((step - 1) % count * Half), Half);
            BinaryPrimitives.WriteUInt64BigEndian(block, BinaryPrimitives.ReadUInt64BigEndian(block) ^ step);
            part.CopyTo(block[Half..]);
            cipher.DecryptEcb(block, block, PaddingMode.None);
            block[Half..].CopyTo(part);
        }

        SecretKey.ReturnCipher(rented);
        Span<byte> expected = stackalloc byte[Half];
        BinaryPrimitives.WriteUInt64BigEndian(expected, InitialValue);
        var key = CryptographicOperations.FixedTimeEquals(block[..Half], expected) ? SecretKey.FromBytes(parts) : null;
        CryptographicOperations.ZeroMemory(parts);
        CryptographicOperations.ZeroMemory(block);
        return key;
    }
}

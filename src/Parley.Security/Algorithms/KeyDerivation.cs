using System.Buffers;
using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>
/// P_SHA1: the expansion of TLS 1.0 (RFC 2246, section 5) with HMAC-SHA1, by which WS-SecureConversation (section 7) derives keys and
/// WS-Trust computes a key from two sides' entropy.
/// </summary>
internal static class KeyDerivation
{
    private const int BlockSize = HMACSHA1.HashSizeInBytes;
    private const int StackLimit = 512;

    /// <summary>The label when a token names none.</summary>
    public static ReadOnlySpan<byte> DefaultLabel => "WS-SecureConversationWS-SecureConversation"u8;

    /// <summary>Derives bytes from a secret.</summary>
    /// <param name="secret">The key to derive from.</param>
    /// <param name="label">Goes before the nonce in the seed.</param>
    /// <param name="nonce">Makes keys of one secret differ.</param>
    /// <param name="offset">How many bytes of the expansion stand before those that are wanted.</param>
    /// <param name="destination">Takes the bytes, all of it.</param>
    public static void Derive(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> nonce, int offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);

        // A(i) stands before the seed, in one piece, for the outer HMAC.
        var length = BlockSize + label.Length + nonce.Length;
        var rented = length > StackLimit ? ArrayPool<byte>.Shared.Rent(length) : null;
        var input = (rented ?? stackalloc byte[StackLimit])[..length];
        Span<byte> block = stackalloc byte[BlockSize];
        label.CopyTo(input[BlockSize..]);
        nonce.CopyTo(input[(BlockSize + label.Length)..]);
        var a = input[..BlockSize];
        HMACSHA1.HashData(secret, input[BlockSize..], a);
        for (long position = 0; !destination.IsEmpty; position += BlockSize)
        {
            if (position + BlockSize > offset)
            {
                HMACSHA1.HashData(secret, input, block);
                var part = block[(int)Math.Max(offset - position, 0)..];
                part = part[..Math.Min(part.Length, destination.Length)];
                part.CopyTo(destination);
                destination = destination[part.Length..];
            }

            HMACSHA1.HashData(secret, a, block);
            block.CopyTo(a);
        }

        CryptographicOperations.ZeroMemory(block);
        CryptographicOperations.ZeroMemory(input);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The key of a DerivedKeyToken.</summary>
    /// <param name="secret">The key of the token that it refers to.</param>
    /// <param name="label">Its label in UTF-8; <see cref="DefaultLabel"/> when it has none.</param>
    /// <param name="nonce">Its nonce.</param>
    /// <param name="offset">Its offset in bytes, or its generation times its length.</param>
    /// <param name="length">Its length in bytes.</param>
    public static SecretKey DeriveKey(SecretKey secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> nonce, int offset, int length)
    {
        Span<byte> bytes = stackalloc byte[256];
        bytes = length <= bytes.Length ? bytes[..length] : new byte[length];
        Derive(secret.Bytes, label, nonce, offset, bytes);
        var key = SecretKey.FromBytes(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    /// <summary>The key that both sides of WS-Trust compute from their entropy (ComputedKey PSHA1).</summary>
    /// <param name="requestorEntropy">The requestor's.</param>
    /// <param name="issuerEntropy">The issuer's.</param>
    /// <param name="bits">The key's length.</param>
    public static SecretKey CombineEntropy(ReadOnlySpan<byte> requestorEntropy, ReadOnlySpan<byte> issuerEntropy, int bits)
    {
        using var secret = SecretKey.FromBytes(requestorEntropy);
        return DeriveKey(secret, [], issuerEntropy, 0, bits / 8);
    }
}

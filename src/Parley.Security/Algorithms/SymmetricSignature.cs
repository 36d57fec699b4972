using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>Signatures with a shared key: HMAC with SHA-1 or SHA-256, never truncated.</summary>
internal sealed class SymmetricSignature
{
    /// <summary>The longest signature in bytes.</summary>
    public const int MaxSize = HMACSHA256.HashSizeInBytes;

    public static readonly SymmetricSignature HmacSha1 = new(SecurityAlgorithms.HmacSha1Signature, HMACSHA1.HashSizeInBytes);
    public static readonly SymmetricSignature HmacSha256 = new(SecurityAlgorithms.HmacSha256Signature, HMACSHA256.HashSizeInBytes);

    private SymmetricSignature(string identifier, int size)
    {
        Identifier = identifier;
        Size = size;
    }

    /// <summary>The algorithm's identifier in messages.</summary>
    public string Identifier { get; }

    /// <summary>The signature's length in bytes.</summary>
    public int Size { get; }

    /// <summary>The algorithm with an identifier. Null when there is none.</summary>
    public static SymmetricSignature? Find(string? identifier) => identifier switch
    {
        SecurityAlgorithms.HmacSha1Signature => HmacSha1,
        SecurityAlgorithms.HmacSha256Signature => HmacSha256,
        _ => null,
    };

    /// <summary>Signs bytes.</summary>
    /// <returns>The signature's length.</returns>
    public int Sign(SecretKey key, ReadOnlySpan<byte> source, Span<byte> destination) =>
        KeyedMac.Compute(key, this == HmacSha256 ? KeyToolKind.HmacSha256 : KeyToolKind.HmacSha1, source, destination);

    /// <summary>Whether a signature fits the bytes, compared in a time that does not depend on where it differs.</summary>
    public bool Verify(SecretKey key, ReadOnlySpan<byte> source, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[MaxSize];
        expected = expected[..Sign(key, source, expected)];
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }
}

using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>Signatures with RSA as PKCS #1 1.5 makes them, with SHA-1 or SHA-256.</summary>
internal sealed class AsymmetricSignature
{
    public static readonly AsymmetricSignature RsaSha1 = new(SecurityAlgorithms.RsaSha1Signature, HashAlgorithmName.SHA1);
    public static readonly AsymmetricSignature RsaSha256 = new(SecurityAlgorithms.RsaSha256Signature, HashAlgorithmName.SHA256);

    private readonly HashAlgorithmName _hash;

    private AsymmetricSignature(string identifier, HashAlgorithmName hash)
    {
        Identifier = identifier;
        _hash = hash;
    }

    /// <summary>The algorithm's identifier in messages.</summary>
    public string Identifier { get; }

    /// <summary>The algorithm with an identifier. Null when there is none.</summary>
    public static AsymmetricSignature? Find(string? identifier) => identifier switch
    {
        SecurityAlgorithms.RsaSha1Signature => RsaSha1,
        SecurityAlgorithms.RsaSha256Signature => RsaSha256,
        _ => null,
    };

    /// <summary>Signs bytes.</summary>
    /// <param name="key">Has a private key.</param>
    /// <param name="source">What to sign.</param>
    /// <param name="destination">At least as long as the key.</param>
    /// <returns>The signature's length.</returns>
    public int Sign(RSA key, ReadOnlySpan<byte> source, Span<byte> destination) =>
        key.SignData(source, destination, _hash, RSASignaturePadding.Pkcs1);

    /// <summary>Whether a signature fits the bytes.</summary>
    public bool Verify(RSA key, ReadOnlySpan<byte> source, ReadOnlySpan<byte> signature)
    {
        try
        {
            return key.VerifyData(source, signature, _hash, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

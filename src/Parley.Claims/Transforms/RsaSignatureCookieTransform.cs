using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.IdentityModel;

/// <summary>
/// Signs cookies with RSA (PKCS #1 v1.5): what was changed is refused. WIF documentation: RsaSignatureCookieTransform. The layout: the signature after its length,
/// then the content.
/// </summary>
public class RsaSignatureCookieTransform : CookieTransform
{
    private const int LengthSize = 4;

    private HashAlgorithmName _hash = HashAlgorithmName.SHA256;

    /// <summary>Creates a transform.</summary>
    /// <param name="key">The key pair. It is used, not copied; the caller disposes of it when the transform is not used any more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    public RsaSignatureCookieTransform(RSA key)
        : this(key, [])
    {
    }

    /// <summary>Creates a transform.</summary>
    /// <param name="certificate">A certificate with an RSA private key.</param>
    /// <exception cref="ArgumentNullException"><paramref name="certificate"/> is null.</exception>
    /// <exception cref="ArgumentException">The certificate has no RSA private key.</exception>
    public RsaSignatureCookieTransform(X509Certificate2 certificate)
        : this(RsaKeys.PrivateKeyOf(certificate))
    {
    }

    /// <summary>Creates a transform that takes cookies of several keys, as it is needed while keys change.</summary>
    /// <param name="signingKey">The key that signs, and verifies.</param>
    /// <param name="verificationKeys">Keys that verify, too: those of before, or those to come. Public keys do.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public RsaSignatureCookieTransform(RSA signingKey, IEnumerable<RSA> verificationKeys)
    {
        ArgumentNullException.ThrowIfNull(signingKey);
        ArgumentNullException.ThrowIfNull(verificationKeys);
        SigningKey = signingKey;
        VerificationKeys = new ReadOnlyCollection<RSA>([signingKey, .. verificationKeys]);
    }

    /// <summary>The key that signs.</summary>
    public RSA SigningKey { get; }

    /// <summary>The keys that verify; the first is <see cref="SigningKey"/>.</summary>
    public ReadOnlyCollection<RSA> VerificationKeys { get; }

    /// <summary>The hash that is signed: SHA256 when nothing is said, or SHA1.</summary>
    /// <exception cref="ArgumentException">It is another.</exception>
    public string HashName
    {
        get => _hash.Name!;
        set => _hash = RsaKeys.HashOf(value);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="encoded"/> is null.</exception>
    public override byte[] Decode(byte[] encoded)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        if (encoded.Length < LengthSize)
        {
            throw Wrong();
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(encoded);
        if (length < 0 || length > encoded.Length - LengthSize)
        {
            throw Wrong();
        }

        var signature = encoded.AsSpan(LengthSize, length);
        var content = encoded.AsSpan(LengthSize + length);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        hash = hash[..CryptographicOperations.HashData(_hash, content, hash)];
        foreach (var key in VerificationKeys)
        {
            if (key.VerifyHash(hash, signature, _hash, RSASignaturePadding.Pkcs1))
            {
                return content.ToArray();
            }
        }

        throw Wrong();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    public override byte[] Encode(byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var signature = SigningKey.SignData(value, _hash, RSASignaturePadding.Pkcs1);
        var all = new byte[LengthSize + signature.Length + value.Length];
        BinaryPrimitives.WriteInt32LittleEndian(all, signature.Length);
        signature.CopyTo(all.AsSpan(LengthSize));
        value.CopyTo(all.AsSpan(LengthSize + signature.Length));
        return all;
    }

    private static CryptographicException Wrong() =>
        new("The session token's cookie was changed, or it is signed by a key that is none of the verification keys.");
}

using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>A key encrypted for the holder of an RSA key: OAEP with SHA-1 and MGF1, or PKCS #1 1.5.</summary>
internal sealed class AsymmetricKeyWrap
{
    private const int MaxSize = 2048;

    public static readonly AsymmetricKeyWrap RsaOaep = new(SecurityAlgorithms.RsaOaepKeyWrap, RSAEncryptionPadding.OaepSHA1);
    public static readonly AsymmetricKeyWrap RsaV15 = new(SecurityAlgorithms.RsaV15KeyWrap, RSAEncryptionPadding.Pkcs1);

    private readonly RSAEncryptionPadding _padding;

    private AsymmetricKeyWrap(string identifier, RSAEncryptionPadding padding)
    {
        Identifier = identifier;
        _padding = padding;
    }

    /// <summary>The algorithm's identifier in messages.</summary>
    public string Identifier { get; }

    /// <summary>The algorithm with an identifier. Null when there is none.</summary>
    public static AsymmetricKeyWrap? Find(string? identifier) => identifier switch
    {
        SecurityAlgorithms.RsaOaepKeyWrap => RsaOaep,
        SecurityAlgorithms.RsaV15KeyWrap => RsaV15,
        _ => null,
    };

    /// <summary>Wraps a key for the holder of an RSA key.</summary>
    public byte[] Wrap(RSA recipient, SecretKey key) => recipient.Encrypt(key.Bytes, _padding);

    /// <summary>
    /// Unwraps a key. When that fails, or the key has a length that the suite does not know, the result is a random key: what follows
    /// fails then as with any other wrong key, and the sender does not learn whether the padding was right (RFC 5246, section 7.4.7.1).
    /// </summary>
    /// <param name="recipient">Has a private key.</param>
    /// <param name="wrapped">What travelled.</param>
    /// <param name="suite">Says which lengths there are.</param>
    public SecretKey Unwrap(RSA recipient, ReadOnlySpan<byte> wrapped, SecurityAlgorithmSuite suite)
    {
        var random = SecretKey.CreateRandom(suite.DefaultSymmetricKeyLength);
        Span<byte> bytes = stackalloc byte[MaxSize];
        var length = 0;
        try
        {
            if (wrapped.Length <= MaxSize && !recipient.TryDecrypt(wrapped, bytes, _padding, out length))
            {
                length = 0;
            }

            if (_padding == RSAEncryptionPadding.Pkcs1)
            {
                // Where the platform throws for a wrong padding, an exception costs so much that its absence could be measured.
                throw new CryptographicException();
            }
        }
        catch (CryptographicException)
        {
            // Nothing, or the same as without it.
        }

        var key = length > 0 && suite.IsSymmetricKeyLengthSupported(8 * length) ? SecretKey.FromBytes(bytes[..length]) : null;
        CryptographicOperations.ZeroMemory(bytes);
        if (key is null)
        {
            return random;
        }

        random.Dispose();
        return key;
    }
}

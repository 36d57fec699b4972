using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>
/// A block encryption of XML-Encryption: what travels is the initialisation vector, the cipher text and, with GCM, the tag. A
/// decryption that fails says no more than that: not whether length, padding or tag was wrong.
/// </summary>
internal abstract class EncryptionAlgorithm
{
    /// <summary>The length of a GCM tag in bytes.</summary>
    public const int GcmTagSize = 16;

    public static readonly EncryptionAlgorithm Aes128 = new CbcEncryption(SecurityAlgorithms.Aes128Encryption, 128, tripleDes: false);
    public static readonly EncryptionAlgorithm Aes192 = new CbcEncryption(SecurityAlgorithms.Aes192Encryption, 192, tripleDes: false);
    public static readonly EncryptionAlgorithm Aes256 = new CbcEncryption(SecurityAlgorithms.Aes256Encryption, 256, tripleDes: false);
    public static readonly EncryptionAlgorithm TripleDes = new CbcEncryption(SecurityAlgorithms.TripleDesEncryption, 192, tripleDes: true);
    public static readonly EncryptionAlgorithm Aes128Gcm = new GcmEncryption(SecurityAlgorithms.Aes128GcmEncryption, 128);
    public static readonly EncryptionAlgorithm Aes256Gcm = new GcmEncryption(SecurityAlgorithms.Aes256GcmEncryption, 256);

    private protected EncryptionAlgorithm(string identifier, int keyBits)
    {
        Identifier = identifier;
        KeyBits = keyBits;
    }

    /// <summary>The algorithm's identifier in messages.</summary>
    public string Identifier { get; }

    /// <summary>The length of its keys in bits.</summary>
    public int KeyBits { get; }

    /// <summary>The algorithm with an identifier. Null when there is none.</summary>
    public static EncryptionAlgorithm? Find(string? identifier) => identifier switch
    {
        SecurityAlgorithms.Aes128Encryption => Aes128,
        SecurityAlgorithms.Aes192Encryption => Aes192,
        SecurityAlgorithms.Aes256Encryption => Aes256,
        SecurityAlgorithms.TripleDesEncryption => TripleDes,
        SecurityAlgorithms.Aes128GcmEncryption => Aes128Gcm,
        SecurityAlgorithms.Aes256GcmEncryption => Aes256Gcm,
        _ => null,
    };

    /// <summary>How many bytes travel for so many bytes of content.</summary>
    public abstract int GetEncryptedLength(int contentLength);

    /// <summary>Encrypts content under a new initialisation vector.</summary>
    /// <param name="key">Has <see cref="KeyBits"/> bits.</param>
    /// <param name="content">What to encrypt; it does not overlap the destination.</param>
    /// <param name="destination">Exactly <see cref="GetEncryptedLength"/> bytes.</param>
    /// <exception cref="CryptographicException">The key has another length.</exception>
    public void Encrypt(SecretKey key, ReadOnlySpan<byte> content, Span<byte> destination)
    {
        if (key.Bits != KeyBits)
        {
            throw new CryptographicException($"The algorithm {Identifier} takes keys of {KeyBits} bits.");
        }

        EncryptCore(key, content, destination[..GetEncryptedLength(content.Length)]);
    }

    /// <summary>Encrypts content under a new initialisation vector.</summary>
    /// <param name="key">Has <see cref="KeyBits"/> bits.</param>
    /// <param name="content">What to encrypt; it does not overlap the destination.</param>
    /// <param name="destination">An array with room for <see cref="GetEncryptedLength"/> bytes.</param>
    /// <param name="start">Where they begin.</param>
    /// <exception cref="CryptographicException">The key has another length.</exception>
    public void Encrypt(SecretKey key, ReadOnlySpan<byte> content, byte[] destination, int start)
    {
        if (key.Bits != KeyBits)
        {
            throw new CryptographicException($"The algorithm {Identifier} takes keys of {KeyBits} bits.");
        }

        EncryptCore(key, content, destination, start);
    }

    /// <summary>Decrypts what travelled, as <see cref="TryDecrypt(SecretKey, ReadOnlySpan{byte}, Span{byte}, out int)"/> does.</summary>
    /// <param name="key">The key; one of another length fails as other keys do.</param>
    /// <param name="encrypted">What travelled; it does not overlap the destination.</param>
    /// <param name="destination">An array with as much room behind the start.</param>
    /// <param name="start">Where the content begins.</param>
    /// <param name="written">How many bytes of content there are.</param>
    /// <returns>Whether it could be decrypted.</returns>
    public bool TryDecrypt(SecretKey key, ArraySegment<byte> encrypted, byte[] destination, int start, out int written)
    {
        written = 0;
        return key.Bits == KeyBits && TryDecryptCore(key, encrypted, destination, start, out written);
    }

    /// <summary>Decrypts what travelled.</summary>
    /// <param name="key">The key; one of another length fails as other keys do.</param>
    /// <param name="encrypted">What travelled; it does not overlap the destination.</param>
    /// <param name="destination">At least as long as <paramref name="encrypted"/>.</param>
    /// <param name="written">
    /// How many bytes of content there are. When the padding is wrong they are given nevertheless, so that the caller can go on as
    /// with any other content that does not fit its signature, and refuse it at the same place.
    /// </param>
    /// <returns>Whether it could be decrypted.</returns>
    public bool TryDecrypt(SecretKey key, ReadOnlySpan<byte> encrypted, Span<byte> destination, out int written)
    {
        written = 0;
        return key.Bits == KeyBits && TryDecryptCore(key, encrypted, destination, out written);
    }

    private protected abstract void EncryptCore(SecretKey key, ReadOnlySpan<byte> content, Span<byte> destination);

    private protected abstract bool TryDecryptCore(SecretKey key, ReadOnlySpan<byte> encrypted, Span<byte> destination, out int written);

    private protected virtual void EncryptCore(SecretKey key, ReadOnlySpan<byte> content, byte[] destination, int start) =>
        EncryptCore(key, content, destination.AsSpan(start, GetEncryptedLength(content.Length)));

    private protected virtual bool TryDecryptCore(SecretKey key, ArraySegment<byte> encrypted, byte[] destination, int start, out int written) =>
        TryDecryptCore(key, encrypted, destination.AsSpan(start), out written);
}

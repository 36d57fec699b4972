using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Parley.IdentityModel;

/// <summary>
/// Encrypts cookies: a fresh AES-256 key for each, in CBC, encrypted by RSA (OAEP with SHA-1). Whoever has the private key reads them, on every node of a farm and on
/// .NET Framework. WIF documentation: RsaEncryptionCookieTransform.
/// </summary>
/// <remarks>
/// It does not tell whether a cookie was changed, so a <see cref="RsaSignatureCookieTransform"/> follows it in the list. The layout: the hash of the
/// public key, by which the reader finds the private one; the encrypted key and IV after their length; the content after its length.
/// </remarks>
public class RsaEncryptionCookieTransform : CookieTransform
{
    private const int AesKeyLength = 32;
    private const int IvLength = 16;
    private const int LengthSize = 4;

    private readonly KeyEntry[] _keys;
    private HashAlgorithmName _hash = HashAlgorithmName.SHA256;

    /// <summary>Creates a transform.</summary>
    /// <param name="key">The key pair. It is used, not copied; the caller disposes of it when the transform is not used any more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    public RsaEncryptionCookieTransform(RSA key)
        : this(key, [])
    {
    }

    /// <summary>Creates a transform.</summary>
    /// <param name="certificate">A certificate with an RSA private key.</param>
    /// <exception cref="ArgumentNullException"><paramref name="certificate"/> is null.</exception>
    /// <exception cref="ArgumentException">The certificate has no RSA private key.</exception>
    public RsaEncryptionCookieTransform(X509Certificate2 certificate)
        : this(RsaKeys.PrivateKeyOf(certificate))
    {
    }

    /// <summary>Creates a transform that reads cookies of several keys, as it is needed while keys change.</summary>
    /// <param name="encryptionKey">The key that encrypts, and decrypts.</param>
    /// <param name="decryptionKeys">Key pairs that decrypt, too: those of before, or those to come.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public RsaEncryptionCookieTransform(RSA encryptionKey, IEnumerable<RSA> decryptionKeys)
    {
        ArgumentNullException.ThrowIfNull(encryptionKey);
        ArgumentNullException.ThrowIfNull(decryptionKeys);
        EncryptionKey = encryptionKey;
        DecryptionKeys = new ReadOnlyCollection<RSA>([encryptionKey, .. decryptionKeys]);
        _keys = [.. DecryptionKeys.Select(static key => new KeyEntry(key, Encoding.UTF8.GetBytes(key.ToXmlString(false))))];
    }

    /// <summary>The key that encrypts.</summary>
    public RSA EncryptionKey { get; }

    /// <summary>The keys that decrypt; the first is <see cref="EncryptionKey"/>.</summary>
    public ReadOnlyCollection<RSA> DecryptionKeys { get; }

    /// <summary>The hash by which a reader finds the key: SHA256 when nothing is said, or SHA1.</summary>
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
        ReadOnlySpan<byte> rest = encoded;
        var hash = Take(ref rest, RsaKeys.LengthOf(_hash));
        var wrapped = Take(ref rest, Length(ref rest));
        var content = Take(ref rest, Length(ref rest));
        if (rest.Length != 0 || Find(hash) is not { } key)
        {
            throw Wrong();
        }

        var secret = key.Decrypt(wrapped.ToArray(), RSAEncryptionPadding.OaepSHA1);
        try
        {
            if (secret.Length != AesKeyLength + IvLength)
            {
                throw Wrong();
            }

            using var aes = Aes.Create();
            aes.SetKey(secret.AsSpan(0, AesKeyLength));
            return aes.DecryptCbc(content, secret.AsSpan(AesKeyLength));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    public override byte[] Encode(byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Span<byte> secret = stackalloc byte[AesKeyLength + IvLength];
        try
        {
            RandomNumberGenerator.Fill(secret);
            using var aes = Aes.Create();
            aes.SetKey(secret[..AesKeyLength]);
            var content = aes.EncryptCbc(value, secret[AesKeyLength..]);
            var wrapped = EncryptionKey.Encrypt(secret, RSAEncryptionPadding.OaepSHA1);
            var hash = _keys[0].HashBy(_hash);

            var all = new byte[hash.Length + LengthSize + wrapped.Length + LengthSize + content.Length];
            var at = all.AsSpan();
            Put(ref at, hash);
            PutLength(ref at, wrapped.Length);
            Put(ref at, wrapped);
            PutLength(ref at, content.Length);
            Put(ref at, content);
            return all;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static void Put(ref Span<byte> at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(at);
        at = at[bytes.Length..];
    }

    private static void PutLength(ref Span<byte> at, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(at, length);
        at = at[LengthSize..];
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int count)
    {
        if (count < 0 || count > rest.Length)
        {
            throw Wrong();
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    private static int Length(ref ReadOnlySpan<byte> rest) => BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, LengthSize));

    private static CryptographicException Wrong() =>
        new("The session token's cookie is damaged, or it is encrypted for a key that is none of the decryption keys.");

    private RSA? Find(ReadOnlySpan<byte> hash)
    {
        foreach (var key in _keys)
        {
            if (hash.SequenceEqual(key.HashBy(_hash)))
            {
                return key.Key;
            }
        }

        return null;
    }

    // A key, and what its hashes are made of.
    private sealed class KeyEntry(RSA key, byte[] publicXml)
    {
        private readonly byte[] _sha256 = SHA256.HashData(publicXml);
#pragma warning disable CA5350 // it names a key, and is what .NET Framework can be told to use
        private readonly byte[] _sha1 = SHA1.HashData(publicXml);
#pragma warning restore CA5350

        public RSA Key => key;

        public byte[] HashBy(HashAlgorithmName hash) => hash == HashAlgorithmName.SHA256 ? _sha256 : _sha1;
    }
}

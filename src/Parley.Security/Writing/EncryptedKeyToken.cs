using System.Security.Cryptography.X509Certificates;
using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>A random key that is encrypted for the owner of a certificate.</summary>
internal sealed class EncryptedKeyToken : IDisposable
{
    /// <param name="key">The key. Disposed with this.</param>
    /// <param name="element">The key as it is sent.</param>
    /// <param name="hash">The SHA-1 hash of the encrypted key.</param>
    public EncryptedKeyToken(SecretKey key, EncryptedKeyElement element, byte[] hash)
    {
        Key = key;
        Element = element;
        Hash = hash;
    }

    public SecretKey Key { get; }

    public EncryptedKeyElement Element { get; }

    /// <summary>The SHA-1 hash of the encrypted key, by which a reply refers to it.</summary>
    public byte[] Hash { get; }

    /// <summary>Makes a key.</summary>
    /// <param name="recipient">Who is to know it.</param>
    /// <param name="kind">How the certificate is referred to.</param>
    /// <param name="profile">The binding's profile.</param>
    /// <exception cref="InvalidOperationException">The certificate has no RSA key.</exception>
    public static EncryptedKeyToken Create(X509Certificate2 recipient, X509KeyIdentifierClauseType kind, ProtectionProfile profile)
    {
        using var rsa = recipient.GetRSAPublicKey()
            ?? throw new InvalidOperationException($"The certificate '{recipient.Subject}' has no RSA key, and keys can be encrypted for no other.");
        var key = SecretKey.CreateRandom(profile.Suite.DefaultSymmetricKeyLength);
        try
        {
            var wrap = profile.KeyWrap;
            var cipher = wrap.Wrap(rsa, key);
            var element = new EncryptedKeyElement(SecurityIds.Next(), wrap.Identifier, CertificateReferences.Create(recipient, kind, profile), cipher);
            var hash = new byte[DigestAlgorithm.Sha1.Size];
            DigestAlgorithm.Sha1.HashData(cipher, hash);
            return new EncryptedKeyToken(key, element, hash);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public void Dispose() => Key.Dispose();
}

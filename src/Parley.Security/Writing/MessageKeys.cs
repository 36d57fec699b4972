using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>
/// The two keys that protect messages of one direction: derived of a token's key, or the token's key itself. Those of a session are made once
/// and stand in each message the same.
/// </summary>
internal sealed class MessageKeys : IDisposable
{
    private const int NonceLength = 16;

    private readonly SecretKey? _signing;
    private readonly SecretKey? _encryption;
    private readonly SecretKey _secret;

    private MessageKeys(SecretKey secret, SecretKey? signing, SecretKey? encryption, DerivedKeyElement[] elements, SigningKey signingKey, EncryptingKey encryptingKey)
    {
        _secret = secret;
        _signing = signing;
        _encryption = encryption;
        Elements = elements;
        Signing = signingKey;
        Encrypting = encryptingKey;
    }

    /// <summary>The elements that say how the keys are derived; none when they are not.</summary>
    public IReadOnlyList<DerivedKeyElement> Elements { get; }

    /// <summary>The one of them for the key that signs; null when there is none.</summary>
    public DerivedKeyElement? SigningElement => Elements.Count > 0 ? Elements[0] : null;

    /// <summary>The one of them for the key that encrypts; null when there is none.</summary>
    public DerivedKeyElement? EncryptionElement => Elements.Count > 0 ? Elements[1] : null;

    /// <summary>The key that signs.</summary>
    public SecretKey SigningSecret => _signing ?? _secret;

    /// <summary>The key that encrypts.</summary>
    public SecretKey EncryptionSecret => _encryption ?? _secret;

    public SigningKey Signing { get; }

    public EncryptingKey Encrypting { get; }

    /// <summary>Makes the keys.</summary>
    /// <param name="secret">The token's key. It must live as long as these when the profile derives no keys.</param>
    /// <param name="reference">The token.</param>
    /// <param name="profile">The binding's profile.</param>
    public static MessageKeys Create(SecretKey secret, TokenReference reference, ProtectionProfile profile)
    {
        if (!profile.DerivesKeys)
        {
            return new MessageKeys(
                secret, null, null, [], SigningKey.Create(secret, profile.SymmetricSignature, reference), new EncryptingKey(secret, profile.Encryption, reference));
        }

        var (signing, signingElement) = Derive(secret, profile.Suite.DefaultSignatureKeyDerivationLength, reference, profile);
        var (encryption, encryptionElement) = Derive(secret, profile.Suite.DefaultEncryptionKeyDerivationLength, reference, profile);
        return new MessageKeys(
            secret,
            signing,
            encryption,
            [signingElement, encryptionElement],
            SigningKey.Create(signing, profile.SymmetricSignature, DerivedReference(signingElement, profile)),
            new EncryptingKey(encryption, profile.Encryption, DerivedReference(encryptionElement, profile)));
    }

    /// <summary>Whether a key is the derived one that signs.</summary>
    public bool SignsBy(SecretKey key) => _signing is not null && _signing.HasSameBytesAs(key);

    public void Dispose()
    {
        _signing?.Dispose();
        _encryption?.Dispose();
    }

    private static (SecretKey Key, DerivedKeyElement Element) Derive(SecretKey secret, int bits, TokenReference reference, ProtectionProfile profile)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var key = KeyDerivation.DeriveKey(secret, KeyDerivation.DefaultLabel, nonce, 0, bits / 8);
        return (key, new DerivedKeyElement(SecurityIds.Next(), reference, key.Length, nonce, profile.Protocol));
    }

    private static IdReference DerivedReference(DerivedKeyElement element, ProtectionProfile profile) =>
        new(element.Id, profile.Explicit(profile.Protocol.DerivedKeyTokenType));
}

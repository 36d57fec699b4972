namespace Parley.Security;

/// <summary>What one message says of the two keys that protect it.</summary>
internal sealed class MessageKeys
{
    /// <param name="keys">The keys. They must live as long as these.</param>
    /// <param name="reference">The token of whose key they are derived, or whose key they are.</param>
    /// <param name="profile">The binding's profile.</param>
    public MessageKeys(DirectionKeys keys, TokenReference reference, ProtectionProfile profile)
    {
        if (!keys.AreDerived)
        {
            Elements = [];
            Signing = SigningKey.Create(keys.Signing, profile.SymmetricSignature, reference);
            Encrypting = new EncryptingKey(keys.Encryption, profile.Encryption, reference);
            return;
        }

        var signingNonce = new byte[DirectionKeys.NonceLength];
        var encryptionNonce = new byte[DirectionKeys.NonceLength];
        keys.WriteSigningNonce(signingNonce);
        keys.WriteEncryptionNonce(encryptionNonce);
        var signing = new DerivedKeyElement(SecurityIds.Of(keys.SigningId), reference, keys.Signing.Length, signingNonce, profile.Protocol);
        var encryption = new DerivedKeyElement(SecurityIds.Of(keys.EncryptionId), reference, keys.Encryption.Length, encryptionNonce, profile.Protocol);
        Elements = [signing, encryption];
        Signing = SigningKey.Create(keys.Signing, profile.SymmetricSignature, ReferenceTo(signing, profile));
        Encrypting = new EncryptingKey(keys.Encryption, profile.Encryption, ReferenceTo(encryption, profile));
    }

    /// <summary>The elements that say how the keys are derived; none when they are not.</summary>
    public IReadOnlyList<HeaderElement> Elements { get; }

    public SigningKey Signing { get; }

    public EncryptingKey Encrypting { get; }

    private static IdReference ReferenceTo(DerivedKeyElement element, ProtectionProfile profile) =>
        new(element.Id, profile.Explicit(profile.Protocol.DerivedKeyTokenType));
}

using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>A security context token in a message that another key protects, and the key that endorses the message by it.</summary>
internal sealed class ContextEndorsement : IDisposable
{
    private const int NonceLength = 16;

    private readonly SecretKey? _derived;

    private ContextEndorsement(IReadOnlyList<OutgoingToken> tokens, SigningKey key, SecretKey? derived)
    {
        Tokens = tokens;
        Key = key;
        _derived = derived;
    }

    /// <summary>The token, and how the key is derived of its. They are neither signed nor encrypted.</summary>
    public IReadOnlyList<OutgoingToken> Tokens { get; }

    /// <summary>The key that signs.</summary>
    public SigningKey Key { get; }

    /// <summary>Makes the token and the key.</summary>
    /// <param name="name">The token's name.</param>
    /// <param name="key">The token's key. It must live as long as this.</param>
    /// <param name="profile">The profile of the binding that protects the message.</param>
    /// <param name="derivesKey">Whether a key derived of the token's signs, or the token's own.</param>
    public static ContextEndorsement Create(ContextName name, ContextKey key, ProtectionProfile profile, bool derivesKey)
    {
        var token = new ContextTokenElement(key.TokenId ?? SecurityIds.Next(), name, key.Cookie, profile.Protocol);
        var reference = TokenReferences.Context(token.Id, profile);
        if (!derivesKey)
        {
            return new ContextEndorsement([new OutgoingToken(token, false, false)], SigningKey.Create(key.Key, profile.SymmetricSignature, reference), null);
        }

        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var derived = KeyDerivation.DeriveKey(key.Key, KeyDerivation.DefaultLabel, nonce, 0, profile.Suite.DefaultSignatureKeyDerivationLength / 8);
        var element = new DerivedKeyElement(SecurityIds.Next(), reference, derived.Length, nonce, profile.Protocol);
        return new ContextEndorsement(
            [new OutgoingToken(token, false, false), new OutgoingToken(element, false, false)],
            SigningKey.Create(derived, profile.SymmetricSignature, new IdReference(element.Id, profile.Explicit(profile.Protocol.DerivedKeyTokenType))),
            derived);
    }

    public void Dispose() => _derived?.Dispose();
}

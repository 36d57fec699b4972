namespace Parley.Security;

/// <summary>References to tokens with symmetric keys.</summary>
internal static class TokenReferences
{
    /// <summary>An encrypted key in the same message.</summary>
    public static TokenReference EncryptedKey(string id, ProtectionProfile profile) =>
        new IdReference(id, profile.Explicit(SecurityNames.EncryptedKeyToken)) { TokenType = profile.Explicit(SecurityNames.EncryptedKeyToken) };

    /// <summary>The encrypted key of the message that is answered.</summary>
    /// <param name="hash">The SHA-1 hash of the encrypted key.</param>
    /// <param name="profile">The binding's profile.</param>
    public static TokenReference EncryptedKeyOfRequest(byte[] hash, ProtectionProfile profile) =>
        new KeyIdentifierReference(SecurityNames.EncryptedKeyHash, hash, profile.IsExplicit) { TokenType = SecurityNames.EncryptedKeyToken };

    /// <summary>A security context token in the same message.</summary>
    public static TokenReference Context(string id, ProtectionProfile profile) => new IdReference(id, profile.Explicit(profile.Protocol.ContextTokenType));

    /// <summary>A security context token that both sides have.</summary>
    public static TokenReference Context(ContextName name, ProtectionProfile profile) => new ContextReference(name, profile.Protocol);
}

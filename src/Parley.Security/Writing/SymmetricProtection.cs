using System.Security.Cryptography.X509Certificates;
using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>
/// Protection by one symmetric token: its element, when messages have it, and the keys of one direction. That of a session serves all
/// messages of the direction; any other serves one message.
/// </summary>
internal sealed class SymmetricProtection : IDisposable
{
    private readonly ProtectionProfile _profile;
    private readonly MessageKeys _keys;
    private readonly HeaderElement[] _tokens;
    private readonly HeaderElement[] _signingTokens;

    private SymmetricProtection(ProtectionProfile profile, MessageKeys keys, HeaderElement? token)
    {
        _profile = profile;
        _keys = keys;
        Token = token as ContextTokenElement;
        _tokens = token is null ? [.. keys.Elements] : [token, .. keys.Elements];
        _signingTokens = keys.Elements.Count > 1 ? _tokens[..^1] : _tokens;
    }

    /// <summary>The keys.</summary>
    public MessageKeys Keys => _keys;

    /// <summary>The session's token, when messages have it; else null.</summary>
    public ContextTokenElement? Token { get; }

    /// <summary>The messages of a session's client.</summary>
    /// <param name="name">The token's name.</param>
    /// <param name="cookie">The state that the token carries; null for none.</param>
    /// <param name="key">Its key. It must live as long as this.</param>
    /// <param name="profile">The binding's profile.</param>
    /// <param name="tokenId">The id of the token's element; null for one of ours.</param>
    public static SymmetricProtection ForContext(ContextName name, byte[]? cookie, SecretKey key, ProtectionProfile profile, string? tokenId = null)
    {
        var token = new ContextTokenElement(tokenId ?? SecurityIds.Next(), name, cookie, profile.Protocol);
        return new SymmetricProtection(profile, MessageKeys.Create(key, TokenReferences.Context(token.Id, profile), profile), token);
    }

    /// <summary>The messages of a session's service: the client has the token.</summary>
    public static SymmetricProtection ForContextReply(ContextName name, SecretKey key, ProtectionProfile profile) =>
        new(profile, MessageKeys.Create(key, TokenReferences.Context(name, profile), profile), null);

    /// <summary>One request to the owner of a certificate.</summary>
    /// <param name="key">The key of the request and of its reply. It must live as long as this.</param>
    /// <param name="profile">The binding's profile.</param>
    public static SymmetricProtection ForEncryptedKey(EncryptedKeyToken key, ProtectionProfile profile) =>
        new(profile, MessageKeys.Create(key.Key, TokenReferences.EncryptedKey(key.Element.Id, profile), profile), key.Element);

    /// <summary>One reply under the key that its request brought.</summary>
    public static SymmetricProtection ForEncryptedKeyReply(byte[] hash, SecretKey key, ProtectionProfile profile) =>
        new(profile, MessageKeys.Create(key, TokenReferences.EncryptedKeyOfRequest(hash, profile), profile), null);

    /// <summary>How one message is protected.</summary>
    public OutgoingSecurity Protect(in ProtectionDetails details) => new()
    {
        Suite = _profile.Suite,
        Order = _profile.Order,
        Layout = _profile.Layout,
        Timestamp = _profile.CreateTimestamp(details.Now),
        Tokens = Encrypts(details) ? _tokens : _signingTokens,
        Signing = _keys.Signing,
        Encrypting = _keys.Encrypting,
        ProtectsTokens = _profile.ProtectsTokens,
        SupportingTokens = details.SupportingTokens ?? [],
        Endorsing = details.Endorsing ?? [],
        Confirmations = details.Confirmations ?? [],
        SignedParts = details.SignedParts,
        EncryptedParts = details.EncryptedParts,
    };

    /// <summary>Whether a key is that which is derived to sign these messages: nobody else's messages are signed by it.</summary>
    public bool SignsBy(SecretKey key) => _keys.SignsBy(key);

    public void Dispose() => _keys.Dispose();

    // A message in which nothing is encrypted does not have the key for that, either.
    private static bool Encrypts(in ProtectionDetails details) =>
        details.EncryptedParts.IsBodyIncluded
        || details.EncryptedParts.HeaderTypes.Count > 0
        || details.SupportingTokens?.Any(static token => token.IsEncrypted) is true;
}

using System.Security.Cryptography.X509Certificates;
using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>
/// Protection of one message by a symmetric token: its element, when messages have it, and the keys of one direction.
/// </summary>
internal sealed class SymmetricProtection : IDisposable
{
    private readonly ProtectionProfile _profile;
    private readonly DirectionKeys? _owned;
    private readonly MessageKeys _keys;
    private readonly HeaderElement[] _tokens;
    private readonly HeaderElement[] _signingTokens;

    private SymmetricProtection(ProtectionProfile profile, MessageKeys keys, HeaderElement? token, DirectionKeys? owned)
    {
        _profile = profile;
        _owned = owned;
        _keys = keys;
        _tokens = token is null ? [.. keys.Elements] : [token, .. keys.Elements];
        _signingTokens = keys.Elements.Count > 1 ? _tokens[..^1] : _tokens;
    }

    /// <summary>A message of a session's client.</summary>
    /// <param name="name">The token's name.</param>
    /// <param name="cookie">The state that the token carries; null for none.</param>
    /// <param name="keys">The session's keys of this direction. They must live as long as this.</param>
    /// <param name="profile">The binding's profile.</param>
    /// <param name="tokenId">The id of the token's element; null for one of ours.</param>
    public static SymmetricProtection ForContext(ContextName name, byte[]? cookie, DirectionKeys keys, ProtectionProfile profile, string? tokenId = null) =>
        ForContext(name, cookie, keys, profile, tokenId, null);

    /// <summary>A message of a session's client, under keys of its own.</summary>
    /// <param name="name">The token's name.</param>
    /// <param name="cookie">The state that the token carries; null for none.</param>
    /// <param name="key">The token's key. It must live as long as this.</param>
    /// <param name="profile">The binding's profile.</param>
    public static SymmetricProtection ForContext(ContextName name, byte[]? cookie, SecretKey key, ProtectionProfile profile)
    {
        var keys = new DirectionKeys(key, profile);
        return ForContext(name, cookie, keys, profile, null, keys);
    }

    /// <summary>A message of a session's service: the client has the token.</summary>
    /// <param name="name">The token's name.</param>
    /// <param name="keys">The session's keys of this direction. They must live as long as this.</param>
    /// <param name="profile">The binding's profile.</param>
    public static SymmetricProtection ForContextReply(ContextName name, DirectionKeys keys, ProtectionProfile profile) =>
        new(profile, new MessageKeys(keys, TokenReferences.Context(name, profile), profile), null, null);

    /// <summary>A message of a session's service, under keys of its own.</summary>
    /// <param name="name">The token's name.</param>
    /// <param name="key">The token's key. It must live as long as this.</param>
    /// <param name="profile">The binding's profile.</param>
    public static SymmetricProtection ForContextReply(ContextName name, SecretKey key, ProtectionProfile profile) =>
        Owning(key, profile, TokenReferences.Context(name, profile), null);

    /// <summary>One request to the owner of a certificate.</summary>
    /// <param name="key">The key of the request and of its reply. It must live as long as this.</param>
    /// <param name="profile">The binding's profile.</param>
    public static SymmetricProtection ForEncryptedKey(EncryptedKeyToken key, ProtectionProfile profile) =>
        Owning(key.Key, profile, TokenReferences.EncryptedKey(key.Element.Id, profile), key.Element);

    /// <summary>One reply under the key that its request brought.</summary>
    public static SymmetricProtection ForEncryptedKeyReply(byte[] hash, SecretKey key, ProtectionProfile profile) =>
        Owning(key, profile, TokenReferences.EncryptedKeyOfRequest(hash, profile), null);

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

    public void Dispose() => _owned?.Dispose();

    private static SymmetricProtection ForContext(
        ContextName name, byte[]? cookie, DirectionKeys keys, ProtectionProfile profile, string? tokenId, DirectionKeys? owned)
    {
        var token = new ContextTokenElement(tokenId ?? SecurityIds.Of(keys.TokenId), name, cookie, profile.Protocol);
        return new SymmetricProtection(profile, new MessageKeys(keys, TokenReferences.Context(token.Id, profile), profile), token, owned);
    }

    private static SymmetricProtection Owning(SecretKey key, ProtectionProfile profile, TokenReference reference, HeaderElement? token)
    {
        var keys = new DirectionKeys(key, profile);
        return new SymmetricProtection(profile, new MessageKeys(keys, reference, profile), token, keys);
    }

    // A message in which nothing is encrypted does not have the key for that, either.
    private static bool Encrypts(in ProtectionDetails details) =>
        details.EncryptedParts.IsBodyIncluded
        || details.EncryptedParts.HeaderTypes.Count > 0
        || details.SupportingTokens?.Any(static token => token.IsEncrypted) is true;
}

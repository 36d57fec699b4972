using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Microsoft.Extensions.Caching.Distributed;
using Parley.Claims.Serialization;

namespace Parley.IdentityModel.Tokens;

/// <summary>
/// Keeps tokens of sessions in a cache that all nodes of a farm share, such as Redis or a database. What is stored went through the transforms, so whoever reads
/// the store learns nothing, and cannot make a token either.
/// </summary>
/// <remarks>
/// All generations of a session are one entry. Two nodes that issue one session's token again at the same moment may lose one of the two: that browser signs in again.
/// </remarks>
public sealed class DistributedSessionSecurityTokenCache : SessionSecurityTokenCache
{
    private const int MostGenerations = 4;

    private readonly IDistributedCache _store;
    private readonly IReadOnlyList<CookieTransform> _transforms;
    private readonly TimeProvider _time;
    private readonly string _prefix;

    /// <summary>Creates a cache.</summary>
    /// <param name="store">Where tokens are kept.</param>
    /// <param name="transforms">What protects them there, in the order of writing: encryption, and a signature where the encryption does not authenticate.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="keyPrefix">What keys in the store begin with.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="transforms"/> is empty: tokens have keys, and are not stored in the clear.</exception>
    public DistributedSessionSecurityTokenCache(
        IDistributedCache store, IReadOnlyList<CookieTransform> transforms, TimeProvider? timeProvider = null, string keyPrefix = "parley-session:")
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(transforms);
        ArgumentNullException.ThrowIfNull(keyPrefix);
        if (transforms.Count == 0)
        {
            throw new ArgumentException("Tokens have keys and are not stored in the clear. Name at least one transform that encrypts and authenticates, such as DataProtectionCookieTransform.", nameof(transforms));
        }

        _store = store;
        _transforms = [.. transforms];
        _time = timeProvider ?? TimeProvider.System;
        _prefix = keyPrefix;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public override async ValueTask<bool> AddAsync(
        SessionSecurityTokenCacheKey key, SessionSecurityToken value, DateTime expiryTime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        var name = NameOf(key.EndpointId, key.ContextId);
        var tokens = await LoadAsync(name, key.EndpointId, key.ContextId, cancellationToken).ConfigureAwait(false);
        if (tokens.Exists(token => token.Token.KeyGeneration == key.KeyGeneration))
        {
            return false;
        }

        tokens.Add(new Stored(value, expiryTime));
        await SaveAsync(name, tokens, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    public override async ValueTask<SessionSecurityToken?> GetAsync(SessionSecurityTokenCacheKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var tokens = await LoadAsync(NameOf(key.EndpointId, key.ContextId), key.EndpointId, key.ContextId, cancellationToken).ConfigureAwait(false);
        return tokens.Find(token => token.Token.KeyGeneration == key.KeyGeneration)?.Token;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public override async ValueTask<IReadOnlyList<SessionSecurityToken>> GetAllAsync(string endpointId, UniqueId contextId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpointId);
        ArgumentNullException.ThrowIfNull(contextId);
        var tokens = await LoadAsync(NameOf(endpointId, contextId), endpointId, contextId, cancellationToken).ConfigureAwait(false);
        return [.. tokens.Select(static token => token.Token)];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    public override async ValueTask RemoveAsync(SessionSecurityTokenCacheKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var name = NameOf(key.EndpointId, key.ContextId);
        var tokens = await LoadAsync(name, key.EndpointId, key.ContextId, cancellationToken).ConfigureAwait(false);
        if (tokens.RemoveAll(token => token.Token.KeyGeneration == key.KeyGeneration) > 0)
        {
            await SaveAsync(name, tokens, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public override async ValueTask RemoveAllAsync(string endpointId, UniqueId contextId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpointId);
        ArgumentNullException.ThrowIfNull(contextId);
        await _store.RemoveAsync(NameOf(endpointId, contextId), cancellationToken).ConfigureAwait(false);
    }

    // The store's operators see names: they do not see which session it is.
    private string NameOf(string endpointId, UniqueId contextId) =>
        _prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{endpointId.Length}:{endpointId}:{contextId}")));

    // An entry that cannot be read counts as none: its key has gone, or somebody changed it.
    private async ValueTask<List<Stored>> LoadAsync(string name, string endpointId, UniqueId contextId, CancellationToken cancellationToken)
    {
        var bytes = await _store.GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (bytes is null)
        {
            return [];
        }

        var now = _time.GetUtcNow().UtcDateTime;
        try
        {
            return [.. Parse(SessionTokenCodec.Undo(_transforms, bytes))
                .Where(token => token.Ends > now && token.Token.EndpointId == endpointId && token.Token.ContextId == contextId)];
        }
        catch (XmlException)
        {
            return [];
        }
    }

    private async ValueTask SaveAsync(string name, List<Stored> tokens, CancellationToken cancellationToken)
    {
        if (tokens.Count == 0)
        {
            await _store.RemoveAsync(name, cancellationToken).ConfigureAwait(false);
            return;
        }

        var kept = tokens.TakeLast(MostGenerations).ToList();
        var bytes = SessionTokenCodec.Do(_transforms, Format(kept));
        var until = kept.Max(static token => token.Ends);
        await _store.SetAsync(name, bytes, new DistributedCacheEntryOptions { AbsoluteExpiration = new DateTimeOffset(until) }, cancellationToken).ConfigureAwait(false);
    }

    // For each token: when it ends (ticks), how long it is, its binary XML.
    private static byte[] Format(List<Stored> tokens)
    {
        using var all = new MemoryStream();
        Span<byte> head = stackalloc byte[sizeof(long) + sizeof(int)];
        foreach (var (token, ends) in tokens)
        {
            using var writer = new SessionXmlWriter();
            SessionTokenWriter.Write(writer, token);
            BinaryPrimitives.WriteInt64LittleEndian(head, ends.Ticks);
            BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(long)..], writer.Written.Length);
            all.Write(head);
            all.Write(writer.Written);
        }

        return all.ToArray();
    }

    private static List<Stored> Parse(ReadOnlySpan<byte> bytes)
    {
        var tokens = new List<Stored>();
        while (bytes.Length > 0)
        {
            const int HeadLength = sizeof(long) + sizeof(int);
            if (bytes.Length < HeadLength)
            {
                throw new XmlException("A stored session token is damaged.");
            }

            var ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(long)..]);
            bytes = bytes[HeadLength..];
            if (length < 0 || length > bytes.Length || ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            {
                throw new XmlException("A stored session token is damaged.");
            }

            tokens.Add(new Stored(SessionTokenReader.Read(bytes[..length]), new DateTime(ticks, DateTimeKind.Utc)));
            bytes = bytes[length..];
        }

        return tokens;
    }

    private sealed record Stored(SessionSecurityToken Token, DateTime Ends);
}

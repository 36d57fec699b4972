using System.Xml;

namespace Parley.IdentityModel.Tokens;

/// <summary>By what a cache finds a session's token: endpoint, session, generation of its key. WIF documentation: SessionSecurityTokenCacheKey.</summary>
public sealed class SessionSecurityTokenCacheKey : IEquatable<SessionSecurityTokenCacheKey>
{
    /// <summary>Creates a key.</summary>
    /// <param name="endpointId">The endpoint or application; empty for any.</param>
    /// <param name="contextId">The session.</param>
    /// <param name="keyGeneration">Which key of the session; null for the first.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endpointId"/> or <paramref name="contextId"/> is null.</exception>
    public SessionSecurityTokenCacheKey(string endpointId, UniqueId contextId, UniqueId? keyGeneration)
    {
        ArgumentNullException.ThrowIfNull(endpointId);
        ArgumentNullException.ThrowIfNull(contextId);
        EndpointId = endpointId;
        ContextId = contextId;
        KeyGeneration = keyGeneration;
    }

    /// <summary>The endpoint or application; compared letter by letter.</summary>
    public string EndpointId { get; }

    /// <summary>The session.</summary>
    public UniqueId ContextId { get; }

    /// <summary>Which key of the session; null for the first.</summary>
    public UniqueId? KeyGeneration { get; }

    /// <inheritdoc/>
    public bool Equals(SessionSecurityTokenCacheKey? other) =>
        other is not null && EndpointId == other.EndpointId && ContextId == other.ContextId && KeyGeneration == other.KeyGeneration;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SessionSecurityTokenCacheKey);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(EndpointId, ContextId, KeyGeneration);

    /// <summary>Endpoint, session and generation, for logs: no secrets.</summary>
    public override string ToString() => $"{EndpointId};{ContextId};{KeyGeneration}";
}

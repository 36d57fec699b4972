using System.Xml;

namespace Parley.IdentityModel.Tokens;

/// <summary>
/// Keeps the tokens of sessions whose cookies carry an identifier alone (<see cref="SessionSecurityToken.IsReferenceMode"/>). WIF documentation: SessionSecurityTokenCache;
/// its methods are asynchronous here, because a cache that several nodes share is another process.
/// </summary>
/// <remarks>Several threads use a cache at once.</remarks>
public abstract class SessionSecurityTokenCache
{
    /// <summary>
    /// Adds a token. A token that is there already under the same key stays: it is the session's. So every new session has a fresh identifier, and a
    /// token that is issued again for a session a fresh generation (<see cref="SessionSecurityToken.KeyGeneration"/>).
    /// </summary>
    /// <param name="key">Where.</param>
    /// <param name="value">The token.</param>
    /// <param name="expiryTime">Until when it is kept, in UTC.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was added; false when the cache has another under this key, and keeps it.</returns>
    public abstract ValueTask<bool> AddAsync(SessionSecurityTokenCacheKey key, SessionSecurityToken value, DateTime expiryTime, CancellationToken cancellationToken = default);

    /// <summary>The token under a key; null when there is none, or its time has ended.</summary>
    /// <param name="key">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract ValueTask<SessionSecurityToken?> GetAsync(SessionSecurityTokenCacheKey key, CancellationToken cancellationToken = default);

    /// <summary>All tokens of a session, of whatever generation.</summary>
    /// <param name="endpointId">The endpoint or application.</param>
    /// <param name="contextId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract ValueTask<IReadOnlyList<SessionSecurityToken>> GetAllAsync(string endpointId, UniqueId contextId, CancellationToken cancellationToken = default);

    /// <summary>Removes the token under a key, when there is one.</summary>
    /// <param name="key">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract ValueTask RemoveAsync(SessionSecurityTokenCacheKey key, CancellationToken cancellationToken = default);

    /// <summary>Removes all tokens of a session, of whatever generation.</summary>
    /// <param name="endpointId">The endpoint or application.</param>
    /// <param name="contextId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract ValueTask RemoveAllAsync(string endpointId, UniqueId contextId, CancellationToken cancellationToken = default);
}

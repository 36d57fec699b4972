namespace Parley.IdentityModel.Tokens;

/// <summary>Remembers which tokens were used. WIF documentation: TokenReplayCache. Where several processes serve an application, they share one that derives from this class.</summary>
/// <remarks>Several threads use a cache at once.</remarks>
public abstract class TokenReplayCache
{
    /// <summary>Remembers a token, unless it was used before; in one step, so that of two that come at the same time only one is new.</summary>
    /// <param name="key">Names the token and its issuer.</param>
    /// <param name="expirationTime">When it is too old to be used anyway, in UTC.</param>
    /// <returns>Whether it is new.</returns>
    /// <exception cref="SecurityTokenReplayAddFailedException">The cache is full.</exception>
    public abstract bool TryAdd(string key, DateTime expirationTime);
}

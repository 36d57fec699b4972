using System.Text;
using Parley.Security;

namespace Parley.IdentityModel.Tokens;

/// <summary>
/// Remembers in memory which tokens were used, for as long as they could be used again. Its size is limited; when it is full, new tokens are refused, and none is
/// forgotten early. WIF documentation: DefaultTokenReplayCache.
/// </summary>
public class DefaultTokenReplayCache : TokenReplayCache
{
    private const int DefaultCapacity = 500_000;

    private readonly ReplayCache _used;
    private readonly TimeProvider _time;
    private readonly int _capacity;

    /// <summary>Creates a cache of 500,000 tokens.</summary>
    public DefaultTokenReplayCache()
        : this(DefaultCapacity)
    {
    }

    /// <summary>Creates a cache.</summary>
    /// <param name="capacity">The most tokens that are remembered at the same time; more than zero.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is not positive.</exception>
    public DefaultTokenReplayCache(int capacity, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _capacity = capacity;
        _used = new ReplayCache(capacity);
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    public override bool TryAdd(string key, DateTime expirationTime)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _used.Add(Encoding.UTF8.GetBytes(key), expirationTime, _time.GetUtcNow().UtcDateTime) switch
        {
            ReplayVerdict.New => true,
            ReplayVerdict.Replayed => false,
            _ => throw new SecurityTokenReplayAddFailedException(
                $"The cache of used tokens is full: it remembers {_capacity} that are still valid. A larger one, or tokens of a shorter lifetime, make room."),
        };
    }
}

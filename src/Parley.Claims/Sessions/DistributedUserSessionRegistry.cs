using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;

namespace Parley.IdentityModel.Services;

/// <summary>Knows the sessions of all nodes of a farm, in a cache that they share. What was ended on one is refused on all, after restarts too.</summary>
/// <remarks>
/// That a session was ended is an entry of its own, so no other change can undo it. A user's list is one entry: of two sign-ins of one user at the same moment on two
/// nodes, the list may miss one; it works all the same, and ends by its time. The names of entries are hashes.
/// </remarks>
public sealed class DistributedUserSessionRegistry : UserSessionRegistry
{
    private const int MostListed = 100;

    private readonly IDistributedCache _store;
    private readonly TimeProvider _time;
    private readonly string _prefix;

    /// <summary>Creates a registry.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="keyPrefix">What keys in the store begin with.</param>
    /// <exception cref="ArgumentNullException"><paramref name="store"/> or <paramref name="keyPrefix"/> is null.</exception>
    public DistributedUserSessionRegistry(IDistributedCache store, TimeProvider? timeProvider = null, string keyPrefix = "parley-sessions:")
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keyPrefix);
        _store = store;
        _time = timeProvider ?? TimeProvider.System;
        _prefix = keyPrefix;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="session"/> is null.</exception>
    public override async ValueTask RecordAsync(UserSession session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var sessions = await LoadAsync(session.UserId, cancellationToken).ConfigureAwait(false);
        var known = sessions.Find(one => one.Id == session.Id);
        sessions.RemoveAll(one => one.Id == session.Id);
        sessions.Add(known is null ? session : session with { Began = known.Began });
        await _store.SetAsync(
            ListName(session.UserId),
            JsonSerializer.SerializeToUtf8Bytes(sessions.TakeLast(MostListed)),
            Until(sessions.Max(static one => one.Ends)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="userId"/> is null.</exception>
    public override async ValueTask<IReadOnlyList<UserSession>> ListAsync(string userId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userId);
        var listed = new List<UserSession>();
        foreach (var session in await LoadAsync(userId, cancellationToken).ConfigureAwait(false))
        {
            if (!await IsEndedAsync(userId, session.Id, cancellationToken).ConfigureAwait(false))
            {
                listed.Add(session);
            }
        }

        listed.Sort(static (one, other) => other.Began.CompareTo(one.Began));
        return listed;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public override async ValueTask<bool> EndAsync(string userId, string sessionId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userId);
        ArgumentNullException.ThrowIfNull(sessionId);
        var session = (await LoadAsync(userId, cancellationToken).ConfigureAwait(false)).Find(one => one.Id == sessionId);
        if (session is null || await IsEndedAsync(userId, sessionId, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await _store.SetAsync(EndedName(userId, sessionId), [1], Until(session.Ends), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public override async ValueTask<bool> IsEndedAsync(string userId, string sessionId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userId);
        ArgumentNullException.ThrowIfNull(sessionId);
        return await _store.GetAsync(EndedName(userId, sessionId), cancellationToken).ConfigureAwait(false) is not null;
    }

    private static DistributedCacheEntryOptions Until(DateTime time) => new() { AbsoluteExpiration = new DateTimeOffset(time) };

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private string ListName(string userId) => _prefix + "user:" + Hash(userId);

    private string EndedName(string userId, string sessionId) => _prefix + "ended:" + Hash($"{userId.Length}:{userId}:{sessionId}");

    private async ValueTask<List<UserSession>> LoadAsync(string userId, CancellationToken cancellationToken)
    {
        var bytes = await _store.GetAsync(ListName(userId), cancellationToken).ConfigureAwait(false);
        var now = _time.GetUtcNow().UtcDateTime;
        return bytes is null
            ? []
            : [.. (JsonSerializer.Deserialize<UserSession[]>(bytes) ?? []).Where(session => session.Ends > now && session.UserId == userId)];
    }
}

namespace Parley.IdentityModel.Services;

/// <summary>
/// Knows which sessions users have, and which of them were ended: a user sees a list of his own and ends one that he lost, an operator ends all of a user's. A token
/// that carries everything is valid wherever it is; what was ended here is refused though, until its time would have been over.
/// </summary>
/// <remarks>Several threads use a registry at once.</remarks>
public abstract class UserSessionRegistry
{
    /// <summary>A user signed in, or a session goes on for longer.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract ValueTask RecordAsync(UserSession session, CancellationToken cancellationToken = default);

    /// <summary>The sessions of a user that have not ended, those that began last first.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract ValueTask<IReadOnlyList<UserSession>> ListAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>Ends a session of a user.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the user had such a session; false, and nothing is done, when it is nobody's or another's.</returns>
    public abstract ValueTask<bool> EndAsync(string userId, string sessionId, CancellationToken cancellationToken = default);

    /// <summary>Whether a session was ended.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract ValueTask<bool> IsEndedAsync(string userId, string sessionId, CancellationToken cancellationToken = default);

    /// <summary>Ends all sessions of a user, but one when it is named.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="exceptSessionId">The session that goes on; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were ended.</returns>
    public virtual async ValueTask<int> EndAllAsync(string userId, string? exceptSessionId = null, CancellationToken cancellationToken = default)
    {
        var ended = 0;
        foreach (var session in await ListAsync(userId, cancellationToken).ConfigureAwait(false))
        {
            if (session.Id != exceptSessionId && await EndAsync(userId, session.Id, cancellationToken).ConfigureAwait(false))
            {
                ended++;
            }
        }

        return ended;
    }
}

namespace Parley;

/// <summary>
/// Shows the reliable sessions that live now, for a page that operations look at. A service container has one for everything that
/// <c>AddParley</c> and <c>AddParleyClient</c> made; <c>ServiceHostBase.ReliableSessions</c> shows the sessions of a host; a client's channel
/// factory, its channels and a channel listener show theirs by <c>GetProperty&lt;IReliableSessionMonitor&gt;()</c>.
/// </summary>
/// <remarks>Looking does not stop the sessions: each is looked at for itself, one after the other.</remarks>
public interface IReliableSessionMonitor
{
    /// <summary>How many sessions live now: those that are being opened, are open, or are being closed.</summary>
    int Count { get; }

    /// <summary>Looks at every session that lives now.</summary>
    /// <returns>What each session looked like, in no particular order.</returns>
    IReadOnlyList<ReliableSessionSnapshot> GetSessions();
}

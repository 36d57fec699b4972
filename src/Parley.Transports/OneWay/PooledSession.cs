namespace Parley.Channels;

/// <summary>A session that one-way channels share.</summary>
/// <param name="channel">Its channel.</param>
/// <param name="via">Where it goes.</param>
/// <param name="openedAt">When it was made.</param>
internal sealed class PooledSession(IDuplexSessionChannel channel, Uri via, long openedAt)
{
    public IDuplexSessionChannel Channel => channel;

    public Uri Via => via;

    public long OpenedAt => openedAt;

    /// <summary>When it was last used.</summary>
    public long ReturnedAt { get; set; }
}

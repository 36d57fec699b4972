namespace Parley.Security;

/// <summary>One of the keys that a session has in its life.</summary>
/// <param name="instance">The key's name; null for the session's first.</param>
/// <param name="key">The key. It is zeroed with this.</param>
/// <param name="effectiveTime">From when it is valid, UTC.</param>
/// <param name="expiryTime">Until when, UTC.</param>
internal sealed class ContextKey(string? instance, SecretKey key, DateTime effectiveTime, DateTime expiryTime) : IDisposable
{
    public string? Instance => instance;

    public SecretKey Key => key;

    public DateTime EffectiveTime => effectiveTime;

    public DateTime ExpiryTime => expiryTime;

    public void Dispose() => key.Dispose();
}

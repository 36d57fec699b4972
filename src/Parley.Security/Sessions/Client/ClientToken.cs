namespace Parley.Security;

/// <summary>A token of a client that carries its state.</summary>
/// <param name="name">Its name.</param>
/// <param name="key">Its key; users lease it.</param>
/// <param name="renewAt">From when on another token is asked for, UTC.</param>
internal sealed class ClientToken(ContextName name, ContextKey key, DateTime renewAt) : IContextKeys, IDisposable
{
    public ContextName Name => name;

    public ContextKey Key => key;

    /// <summary>Whether the token serves for a message that is sent now.</summary>
    public bool IsFresh(DateTime now) => now < renewAt;

    public KeyVerdict Lease(ContextName wanted, byte[]? cookie, out object? owner, out ContextKey? found)
    {
        var isOurs = wanted == name && key.TryLease();
        owner = this;
        found = isOurs ? key : null;
        return isOurs ? KeyVerdict.Valid : KeyVerdict.Unknown;
    }

    public void Dispose() => key.Dispose();
}

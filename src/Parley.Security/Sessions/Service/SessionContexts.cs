namespace Parley.Security;

/// <summary>The keys of the sessions of one listener.</summary>
internal sealed class SessionContexts(SecureSessionTable table) : IContextKeys
{
    public KeyVerdict Lease(ContextName name, byte[]? cookie, out object? owner, out ContextKey? key)
    {
        // A token that carries its state is none of a session's.
        key = null;
        var session = cookie is null ? table.Find(name.Identifier) : null;
        owner = session;
        return session?.Lease(name.Instance, out key) ?? KeyVerdict.Unknown;
    }
}

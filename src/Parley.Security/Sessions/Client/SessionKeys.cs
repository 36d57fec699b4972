namespace Parley.Security;

/// <summary>The keys of one session of this client, as messages of the service name them.</summary>
internal sealed class SessionKeys(ClientSecureSession session) : IContextKeys
{
    public KeyVerdict Lease(ContextName name, byte[]? cookie, out object? owner, out ContextKey? key)
    {
        owner = session;
        key = session.Lease(name.Identifier, name.Instance);
        return key is null ? KeyVerdict.Unknown : KeyVerdict.Valid;
    }
}

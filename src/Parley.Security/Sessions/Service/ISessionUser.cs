namespace Parley.Security;

/// <summary>What a session at the service serves: told of its end.</summary>
internal interface ISessionUser
{
    /// <summary>The session has ended. Its key is leased to the callee until this returns, so that the client can be told.</summary>
    /// <param name="end">Why.</param>
    /// <param name="key">The key that it had at last.</param>
    void OnSessionEnded(SessionEnd end, ContextKey key);
}

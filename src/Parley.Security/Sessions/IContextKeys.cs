namespace Parley.Security;

/// <summary>Knows the keys of security contexts.</summary>
internal interface IContextKeys
{
    /// <summary>The key of a context, and a lease on it.</summary>
    /// <param name="name">The context.</param>
    /// <param name="cookie">The state that its token carries; null for none.</param>
    /// <param name="owner">Whose key it is: the callee's own affair.</param>
    /// <param name="key">The key, to be returned; null for <see cref="KeyVerdict.Unknown"/>.</param>
    KeyVerdict Lease(ContextName name, byte[]? cookie, out object? owner, out ContextKey? key);
}

namespace Parley.Security;

/// <summary>A security context whose state its token carries.</summary>
/// <param name="name">Its name.</param>
/// <param name="key">Its key, for as long as the context is kept; users lease it.</param>
/// <param name="client">Who asked for the token.</param>
/// <param name="digest">The digest of the protected state that the token carries.</param>
internal sealed class StatefulContext(ContextName name, ContextKey key, ServiceSecurityContext client, byte[] digest) : IDisposable
{
    public ContextName Name => name;

    public ContextKey Key => key;

    public ServiceSecurityContext Client => client;

    /// <summary>Whether a token carries the same bytes as the one that this was made of.</summary>
    public bool IsOf(ReadOnlySpan<byte> other) => digest.AsSpan().SequenceEqual(other);

    public void Dispose() => key.Dispose();
}

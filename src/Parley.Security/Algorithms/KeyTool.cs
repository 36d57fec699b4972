namespace Parley.Security;

/// <summary>A cipher or a MAC that has been set up with a key. For one thread at a time.</summary>
/// <param name="key">The key.</param>
/// <param name="kind">What it is.</param>
internal abstract class KeyTool(SecretKey key, KeyToolKind kind) : IDisposable
{
    public SecretKey Key => key;

    public KeyToolKind Kind => kind;

    /// <summary>Takes the key out of memory.</summary>
    public abstract void Dispose();
}

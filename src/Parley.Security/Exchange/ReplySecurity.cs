using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>What a service remembers of one request until it has replied. Not thread-safe; its owner disposes it when the exchange is over.</summary>
internal sealed class ReplySecurity : IDisposable
{
    /// <summary>The values of the request's signatures, which the reply may have to confirm.</summary>
    public IReadOnlyList<byte[]> Signatures { get; init; } = [];

    /// <summary>The key that the request brought encrypted, and that protects the reply; null for other kinds of protection. Disposed with this.</summary>
    public SecretKey? Key { get; init; }

    /// <summary>The SHA-1 hash of the encrypted key, by which the reply refers to it; empty without a key.</summary>
    public byte[] KeyHash { get; init; } = [];

    /// <summary>The client's certificate, for which the reply is encrypted; null for other kinds of protection. Disposed with this.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The security context whose key protected the request, or endorsed it; null when none did.</summary>
    public ContextName? Context { get; init; }

    /// <summary>Whatever else has to live until the reply is made: a lease on a session's key. Null for nothing.</summary>
    public IDisposable? Lease { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Key?.Dispose();
        Certificate?.Dispose();
        Lease?.Dispose();
    }
}

using System.Xml;

namespace Parley.Security;

/// <summary>What a client remembers of one request until its reply has come. Not thread-safe; its owner disposes it when the exchange is over.</summary>
internal sealed class RequestSecurity : IDisposable
{
    /// <summary>The values of the request's signatures, which a reply may have to confirm.</summary>
    public IReadOnlyList<byte[]> Signatures { get; init; } = [];

    /// <summary>The request's own name, to which its reply relates; null when it has none.</summary>
    public UniqueId? MessageId { get; init; }

    /// <summary>The key that the request brought encrypted, and that protects the reply; null for other kinds of protection. Disposed with this.</summary>
    public EncryptedKeyToken? Key { get; init; }

    /// <summary>Whatever else has to live until the reply has come: a lease on a session's key. Null for nothing.</summary>
    public IDisposable? Lease { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Key?.Dispose();
        Lease?.Dispose();
    }
}

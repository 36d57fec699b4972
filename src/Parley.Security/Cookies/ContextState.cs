using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>The state of a secure session that travels in its token. Zero it after use: it has the key.</summary>
internal sealed class ContextState : IDisposable
{
    /// <summary>The id of the token's element when it was issued.</summary>
    public required string Id { get; init; }

    /// <summary>The session's name.</summary>
    public required string ContextId { get; init; }

    public required byte[] Key { get; init; }

    /// <summary>From when the token is valid, UTC.</summary>
    public required DateTime EffectiveTime { get; init; }

    public required DateTime ExpiryTime { get; init; }

    public required DateTime KeyEffectiveTime { get; init; }

    public required DateTime KeyExpiryTime { get; init; }

    /// <summary>The client's name; null for a client who is not known.</summary>
    public string? Name { get; init; }

    /// <summary>How the client proved the name; null for a client who is not known.</summary>
    public string? AuthenticationType { get; init; }

    /// <summary>The client's certificate in DER; null when it showed none.</summary>
    public byte[]? Certificate { get; init; }

    /// <summary>The client as the platform's principal, as <see cref="System.Security.Claims.ClaimsPrincipal.WriteTo(BinaryWriter)"/> writes it; null where name and certificate say it all.</summary>
    public byte[]? Principal { get; init; }

    public void Dispose() => CryptographicOperations.ZeroMemory(Key);
}

using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>A key that a service made, and what it tells the client of it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Entropy">The service's part of it; null when it has none.</param>
/// <param name="ProofKey">The key's bytes, when the service made it alone.</param>
/// <param name="IsComputed">Whether both sides compute it.</param>
/// <param name="Bits">Its length.</param>
internal readonly record struct AgreedKey(SecretKey Key, byte[]? Entropy, byte[]? ProofKey, bool IsComputed, int Bits)
{
    /// <summary>Zeroes what was told. The key itself stays.</summary>
    public void ClearAnswer()
    {
        CryptographicOperations.ZeroMemory(Entropy);
        CryptographicOperations.ZeroMemory(ProofKey);
    }
}

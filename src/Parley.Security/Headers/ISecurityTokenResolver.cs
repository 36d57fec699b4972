using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>Knows keys that do not travel in the message. What it gives stays its own.</summary>
internal interface ISecurityTokenResolver
{
    /// <summary>The message is read anew, from its beginning: what was asked for before does not count.</summary>
    void StartAnew()
    {
    }

    /// <summary>The key of a security context. Null when it is not known.</summary>
    /// <param name="identifier">The context's identifier.</param>
    /// <param name="instance">The generation of its key; null for the first.</param>
    /// <param name="cookie">What a stateful token carries; null when there is none.</param>
    SecretKey? FindSecurityContext(string identifier, string? instance, byte[]? cookie);

    /// <summary>A key that we sent or received encrypted, by the SHA-1 digest of the cipher text. Null when it is not known.</summary>
    SecretKey? FindEncryptedKey(ReadOnlySpan<byte> sha1);

    /// <summary>Our private key to which a reference leads. Null when it is none of ours.</summary>
    RSA? FindPrivateKey(SecurityTokenReference reference);

    /// <summary>The peer's certificate to which a reference leads. Null when it is not known.</summary>
    X509Certificate2? FindCertificate(SecurityTokenReference reference);
}

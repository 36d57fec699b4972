using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.IdentityModel;

/// <summary>What the transforms with RSA keys share.</summary>
internal static class RsaKeys
{
    /// <summary>The private key of a certificate.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="certificate"/> is null.</exception>
    /// <exception cref="ArgumentException">The certificate has none.</exception>
    public static RSA PrivateKeyOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.GetRSAPrivateKey()
            ?? throw new ArgumentException($"The certificate '{certificate.Subject}' has no RSA private key, which session cookies need. Load it with its key.", nameof(certificate));
    }

    /// <summary>The hash algorithm with this name.</summary>
    /// <exception cref="ArgumentException">It is neither SHA256 nor SHA1.</exception>
    public static HashAlgorithmName HashOf(string name) => name switch
    {
        "SHA256" => HashAlgorithmName.SHA256,
        "SHA1" => HashAlgorithmName.SHA1,
        _ => throw new ArgumentException($"The hash of session cookies is SHA256 or SHA1, not '{name}'.", nameof(name)),
    };

    /// <summary>How many bytes a hash has.</summary>
    public static int LengthOf(HashAlgorithmName hash) => hash == HashAlgorithmName.SHA256 ? SHA256.HashSizeInBytes : SHA1.HashSizeInBytes;
}

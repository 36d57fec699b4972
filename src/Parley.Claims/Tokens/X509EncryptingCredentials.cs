using System.Security.Cryptography.X509Certificates;
using Parley.Claims.Saml;
using Parley.Security;

namespace Parley.IdentityModel.Tokens;

/// <summary>Encrypts tokens for the owner of a certificate: a fresh key, wrapped by RSA-OAEP. WIF documentation: X509EncryptingCredentials.</summary>
public class X509EncryptingCredentials : EncryptingCredentials
{
    /// <summary>Encrypts with AES of 256 bits (CBC), which WIF reads.</summary>
    /// <param name="certificate">The certificate of the one who may read the token. It stays the caller's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="certificate"/> is null.</exception>
    /// <exception cref="ArgumentException">It has no RSA key.</exception>
    public X509EncryptingCredentials(X509Certificate2 certificate)
        : this(certificate, SecurityAlgorithms.Aes256Encryption)
    {
    }

    /// <summary>Encrypts with another algorithm.</summary>
    /// <param name="certificate">The certificate of the one who may read the token. It stays the caller's.</param>
    /// <param name="algorithm">The URI of the algorithm: AES in CBC with 128, 192 or 256 bits, or in GCM with 128 or 256 bits.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    /// <exception cref="ArgumentException">The certificate has no RSA key, or the algorithm is none of these.</exception>
    public X509EncryptingCredentials(X509Certificate2 certificate, string algorithm)
        : base(algorithm)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(algorithm);
        if (SamlAlgorithms.Encryption(algorithm) is null)
        {
            throw new ArgumentException($"Tokens are encrypted with AES, not by '{algorithm}'.", nameof(algorithm));
        }

        using var key = certificate.GetRSAPublicKey()
            ?? throw new ArgumentException($"The certificate '{certificate.Subject}' has no RSA key, for which tokens are encrypted.", nameof(certificate));
        Certificate = certificate;
    }

    /// <summary>The certificate.</summary>
    public X509Certificate2 Certificate { get; }
}

using System.Security.Cryptography.X509Certificates;
using Parley.Claims.Saml;

namespace Parley.IdentityModel.Tokens;

/// <summary>Signs tokens with the RSA key of a certificate. WIF documentation: X509SigningCredentials.</summary>
public class X509SigningCredentials : SigningCredentials
{
    /// <summary>Signs with RSA and SHA-256.</summary>
    /// <param name="certificate">The certificate with its private key. It stays the caller's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="certificate"/> is null.</exception>
    /// <exception cref="ArgumentException">It has no RSA private key.</exception>
    public X509SigningCredentials(X509Certificate2 certificate)
        : this(certificate, SamlAlgorithms.RsaSha256, SamlAlgorithms.Sha256)
    {
    }

    /// <summary>Signs with other algorithms.</summary>
    /// <param name="certificate">The certificate with its private key. It stays the caller's.</param>
    /// <param name="signatureAlgorithm">The URI of the signature's algorithm: RSA with SHA-1, SHA-256, SHA-384 or SHA-512.</param>
    /// <param name="digestAlgorithm">The URI of the digest's algorithm: SHA-1, SHA-256, SHA-384 or SHA-512.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    /// <exception cref="ArgumentException">The certificate has no RSA private key, or an algorithm is none of these.</exception>
    public X509SigningCredentials(X509Certificate2 certificate, string signatureAlgorithm, string digestAlgorithm)
        : base(signatureAlgorithm, digestAlgorithm)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(signatureAlgorithm);
        ArgumentNullException.ThrowIfNull(digestAlgorithm);
        if (SamlAlgorithms.HashOfSignature(signatureAlgorithm) is null)
        {
            throw new ArgumentException($"Tokens are signed with RSA and SHA-1 or SHA-2, not by '{signatureAlgorithm}'.", nameof(signatureAlgorithm));
        }

        if (SamlAlgorithms.HashOfDigest(digestAlgorithm) is null)
        {
            throw new ArgumentException($"What is signed is digested by SHA-1 or SHA-2, not by '{digestAlgorithm}'.", nameof(digestAlgorithm));
        }

        using var key = certificate.GetRSAPrivateKey()
            ?? throw new ArgumentException($"The certificate '{certificate.Subject}' has no RSA private key, with which tokens are signed. Load it with its key.", nameof(certificate));
        Certificate = certificate;
    }

    /// <summary>The certificate.</summary>
    public X509Certificate2 Certificate { get; }
}

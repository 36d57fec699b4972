using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

namespace TransportSecurity;

/// <summary>A rule of one's own: this certificate, and no other.</summary>
public sealed class OneCertificate(string sha256) : X509CertificateValidator
{
    /// <inheritdoc/>
    public override void Validate(X509Certificate2 certificate)
    {
        if (certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) != sha256)
        {
            throw new SecurityTokenValidationException($"The certificate '{certificate.Subject}' is not the one that is expected.");
        }
    }
}

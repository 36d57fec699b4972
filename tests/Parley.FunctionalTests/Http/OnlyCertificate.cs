using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

namespace Parley.FunctionalTests.Http;

/// <summary>Trusts one certificate.</summary>
internal sealed class OnlyCertificate(X509Certificate2 trusted) : X509CertificateValidator
{
    public override void Validate(X509Certificate2 certificate)
    {
        if (certificate.Thumbprint != trusted.Thumbprint)
        {
            throw new SecurityTokenValidationException("Not the one.");
        }
    }
}

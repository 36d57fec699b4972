using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

namespace TransportSecurity;

/// <summary>A rule of one's own: a chain that is trusted, and the service's name. Over https such a rule is alone: nobody else looks at the name.</summary>
public sealed class NamedService(X509CertificateValidator chain, string name) : X509CertificateValidator
{
    /// <inheritdoc/>
    public override void Validate(X509Certificate2 certificate)
    {
        chain.Validate(certificate);
        if (!certificate.MatchesHostname(name))
        {
            throw new SecurityTokenValidationException($"The certificate '{certificate.Subject}' is not that of '{name}'.");
        }
    }
}

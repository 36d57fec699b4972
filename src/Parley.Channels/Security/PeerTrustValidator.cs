using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

namespace Parley.Security;

/// <summary>Takes certificates of the store TrustedPeople in their time of validity.</summary>
internal sealed class PeerTrustValidator(StoreLocation location) : X509CertificateValidator
{
    public override void Validate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (Judge(certificate) is { } problem)
        {
            throw new SecurityTokenValidationException(
                $"The certificate '{certificate.Subject}' with thumbprint '{certificate.Thumbprint}' is not trusted: {problem}.");
        }
    }

    /// <summary>What is wrong with the certificate; null when it is trusted.</summary>
    public string? Judge(X509Certificate2 certificate)
    {
        var now = DateTime.Now;
        if (now < certificate.NotBefore || now > certificate.NotAfter)
        {
            return "it is out of its time of validity";
        }

        // Elsewhere than on Windows the machine's store TrustedPeople cannot be had: the user's own stands in for it.
        var trusted = CertificateStoreLookup.IsTrustedPeer(location, certificate)
            || (location != StoreLocation.CurrentUser && CertificateStoreLookup.IsTrustedPeer(StoreLocation.CurrentUser, certificate));
        return trusted ? null : "the store TrustedPeople does not have it";
    }
}

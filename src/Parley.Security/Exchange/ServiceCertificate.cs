using System.Security.Cryptography.X509Certificates;
using Parley.Channels;
using Parley.IdentityModel.Tokens;

namespace Parley.Security;

/// <summary>The service's certificate, as its client knows it before the first message.</summary>
internal static class ServiceCertificate
{
    /// <summary>The certificate for which messages to an address are encrypted, checked: it is trusted, and proves the address's identity.</summary>
    /// <param name="policy">The client's policy.</param>
    /// <param name="to">The address.</param>
    /// <returns>The certificate, which stays its owner's.</returns>
    /// <exception cref="InvalidOperationException">The client knows none.</exception>
    /// <exception cref="MessageSecurityException">It is not trusted, or is somebody else's.</exception>
    public static X509Certificate2 Find(SecurityPolicy policy, EndpointAddress to)
    {
        var known = policy.ClientCredentials?.ServiceCertificate;
        var certificate = (to.Identity as X509CertificateEndpointIdentity)?.Certificates.FirstOrDefault()
            ?? known?.ScopedCertificates.GetValueOrDefault(to.Uri)
            ?? known?.DefaultCertificate
            ?? throw new InvalidOperationException(
                $"The client knows no certificate of the service at '{to.Uri}', and the binding encrypts for it. Set ClientCredentials.ServiceCertificate.DefaultCertificate "
                + "(or ScopedCertificates for this address), or give the address its identity: EndpointIdentity.CreateX509CertificateIdentity(certificate).");
        Check(policy, to, certificate);
        return certificate;
    }

    /// <summary>Checks that a certificate is trusted, and proves an address's identity.</summary>
    /// <exception cref="MessageSecurityException">It is not, or does not.</exception>
    public static void Check(SecurityPolicy policy, EndpointAddress to, X509Certificate2 certificate)
    {
        try
        {
            policy.ServiceCertificateValidator.Validate(certificate);
        }
        catch (SecurityTokenException exception)
        {
            throw new MessageSecurityException(
                $"The certificate '{certificate.Subject}' of the service at '{to.Uri}' is not trusted. ClientCredentials.ServiceCertificate.Authentication says how it is checked.", exception);
        }

        var verifier = policy.Element.LocalClientSettings.IdentityVerifier;
        if (verifier.TryGetIdentity(to, out var identity) && !verifier.CheckAccess(identity, certificate))
        {
            throw new MessageSecurityException(
                $"The service at '{to.Uri}' is not who it should be: the certificate '{certificate.Subject}' does not prove the identity '{identity}'. If it is the service's, give the "
                + $"endpoint's address the identity that it has, such as EndpointIdentity.CreateDnsIdentity(\"{certificate.GetNameInfo(X509NameType.DnsName, false)}\").");
        }
    }
}

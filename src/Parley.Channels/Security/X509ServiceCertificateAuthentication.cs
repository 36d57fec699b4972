using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>How a client checks the certificate of the service. WCF documentation: X509ServiceCertificateAuthentication.</summary>
public class X509ServiceCertificateAuthentication : X509CertificateAuthentication
{
    /// <summary>Creates the settings with their defaults: chain trust, revocation checked online, the stores of the current user.</summary>
    public X509ServiceCertificateAuthentication() => TrustedStoreLocation = StoreLocation.CurrentUser;

    internal X509ServiceCertificateAuthentication(X509ServiceCertificateAuthentication other)
        : base(other)
    {
    }
}

using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Security.Principal;

namespace Parley.Security;

/// <summary>The identity that a certificate proves.</summary>
internal sealed class CertificateIdentity : GenericIdentity
{
    /// <summary>The identity's authentication type.</summary>
    public new const string AuthenticationType = "X509";

    private CertificateIdentity(X509Certificate2 certificate)
        : base($"{certificate.SubjectName.Name}; {certificate.Thumbprint}", AuthenticationType)
    {
        Certificate = certificate;
        AddClaim(new Claim(ClaimTypes.Thumbprint, certificate.Thumbprint));
        AddClaim(new Claim(ClaimTypes.X500DistinguishedName, certificate.SubjectName.Name));
    }

    /// <summary>The certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Makes the identity: its name is the subject and the thumbprint, "CN=alice; 0123…".</summary>
    public static GenericIdentity Create(X509Certificate2 certificate) => new CertificateIdentity(certificate);
}

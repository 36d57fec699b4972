using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.IdentityModel.Claims;

/// <summary>What a certificate says of its subject. WCF documentation: X509CertificateClaimSet.</summary>
public class X509CertificateClaimSet : DefaultClaimSet
{
    /// <summary>Creates the set.</summary>
    /// <param name="certificate">The certificate. It is not disposed.</param>
    public X509CertificateClaimSet(X509Certificate2 certificate)
        : base(IssuerOf(certificate), ClaimsOf(certificate)) => X509Certificate = certificate;

    /// <summary>The certificate.</summary>
    public X509Certificate2 X509Certificate { get; }

    /// <summary>When the certificate ends, UTC.</summary>
    public DateTime ExpirationTime => X509Certificate.NotAfter.ToUniversalTime();

    /// <summary>Of who has issued the certificate, its name alone is known.</summary>
    private static DefaultClaimSet IssuerOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new DefaultClaimSet(Claim.CreateX500DistinguishedNameClaim(certificate.IssuerName));
    }

    private static Claim[] ClaimsOf(X509Certificate2 certificate)
    {
        var thumbprint = certificate.GetCertHash(HashAlgorithmName.SHA1);
        var claims = new List<Claim>
        {
            new(ClaimTypes.Thumbprint, thumbprint, Rights.Identity),
            Claim.CreateThumbprintClaim(thumbprint),
        };
        if (certificate.SubjectName.Name.Length > 0)
        {
            claims.Add(Claim.CreateX500DistinguishedNameClaim(certificate.SubjectName));
        }

        Add(X509NameType.DnsName, Claim.CreateDnsClaim);
        Add(X509NameType.SimpleName, Claim.CreateNameClaim);
        Add(X509NameType.UpnName, Claim.CreateUpnClaim);
        return [.. claims];

        void Add(X509NameType type, Func<string, Claim> make)
        {
            var name = certificate.GetNameInfo(type, forIssuer: false);
            if (!string.IsNullOrEmpty(name))
            {
                claims.Add(make(name));
            }
        }
    }
}

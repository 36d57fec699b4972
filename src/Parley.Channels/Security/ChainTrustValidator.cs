using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

namespace Parley.Security;

/// <summary>Takes certificates whose chain ends at a trusted authority.</summary>
internal sealed class ChainTrustValidator(X509ChainPolicy policy) : X509CertificateValidator
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>
    /// The policy where the user has none of his own. No authorities' certificates are fetched from where a certificate says that they
    /// are: a stranger must not make this process call addresses of his choice.
    /// </summary>
    public static X509ChainPolicy CreatePolicy(X509RevocationMode revocation) =>
        new() { RevocationMode = revocation, DisableCertificateDownloads = true };

    public override void Validate(X509Certificate2 certificate) => Validate(certificate, CertificateUse.Any, null);

    internal override void Validate(X509Certificate2 certificate, CertificateUse use, X509Certificate2Collection? intermediates)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using var chain = new X509Chain();
        chain.ChainPolicy = policy.Clone();
        chain.ChainPolicy.VerificationTime = DateTime.Now;
        if (use != CertificateUse.Any && chain.ChainPolicy.ApplicationPolicy.Count == 0)
        {
            // A certificate that states no purposes is good for all.
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid(use == CertificateUse.Server ? ServerAuthentication : ClientAuthentication));
        }

        if (intermediates is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        }

        if (!chain.Build(certificate))
        {
            var reasons = string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct());
            throw new SecurityTokenValidationException(
                $"The certificate '{certificate.Subject}' with thumbprint '{certificate.Thumbprint}' is not trusted: {reasons}.");
        }
    }
}

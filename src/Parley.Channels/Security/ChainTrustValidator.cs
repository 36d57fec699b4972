using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

namespace Parley.Security;

/// <summary>Takes certificates whose chain ends at a trusted authority.</summary>
internal sealed class ChainTrustValidator(X509ChainPolicy policy) : X509CertificateValidator
{
    public override void Validate(X509Certificate2 certificate) => Validate(certificate, null);

    internal override void Validate(X509Certificate2 certificate, X509Certificate2Collection? intermediates)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using var chain = new X509Chain();
        chain.ChainPolicy = policy.Clone();
        chain.ChainPolicy.VerificationTime = DateTime.Now;
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

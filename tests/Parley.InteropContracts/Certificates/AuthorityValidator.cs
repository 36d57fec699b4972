#nullable enable
using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

namespace Parley.Interop;

/// <summary>Trusts what one authority issued, and nothing that the machine's stores have.</summary>
internal sealed class AuthorityValidator(X509Certificate2 authority) : X509CertificateValidator
{
    public override void Validate(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (!chain.Build(certificate))
        {
            throw new SecurityTokenValidationException(
                $"{certificate.Subject} is not issued by {authority.Subject}: {chain.ChainStatus[0].StatusInformation}");
        }
    }
}

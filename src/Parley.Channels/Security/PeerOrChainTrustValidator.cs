using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;

namespace Parley.Security;

/// <summary>Takes certificates that are trusted peers, and those whose chain is trusted.</summary>
internal sealed class PeerOrChainTrustValidator(PeerTrustValidator peer, ChainTrustValidator chain) : X509CertificateValidator
{
    public override void Validate(X509Certificate2 certificate) => Validate(certificate, CertificateUse.Any, null);

    internal override void Validate(X509Certificate2 certificate, CertificateUse use, X509Certificate2Collection? intermediates)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (peer.Judge(certificate) is not null)
        {
            chain.Validate(certificate, use, intermediates);
        }
    }
}

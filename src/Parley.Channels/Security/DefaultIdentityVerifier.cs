using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using Parley.Security;

namespace Parley.Channels;

/// <summary>Compares the identity of an endpoint's address, or else its DNS name, with a certificate.</summary>
internal sealed class DefaultIdentityVerifier : IdentityVerifier
{
    public static readonly DefaultIdentityVerifier Instance = new();

    public override bool TryGetIdentity(EndpointAddress reference, [NotNullWhen(true)] out EndpointIdentity? identity)
    {
        ArgumentNullException.ThrowIfNull(reference);
        identity = reference.Identity;
        if (identity is null && !string.IsNullOrEmpty(reference.Uri.IdnHost))
        {
            identity = EndpointIdentity.CreateDnsIdentity(reference.Uri.IdnHost.Trim('[', ']'));
        }

        return identity is not null;
    }

    public override bool CheckAccess(EndpointIdentity identity, X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(certificate);
        return identity switch
        {
            DnsEndpointIdentity dns => Matches(dns.IdentityClaim.Value, certificate),
            X509CertificateEndpointIdentity exact =>
                exact.Certificates.Count > 0 && exact.Certificates[0].RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span),
            RsaEndpointIdentity rsa => certificate.GetRSAPublicKey() is not null && rsa.Equals(EndpointIdentity.CreateRsaIdentity(certificate)),

            // Names of Windows accounts are nothing that a certificate could prove.
            _ => false,
        };
    }

    private static bool Matches(string name, X509Certificate2 certificate)
    {
        try
        {
            return certificate.MatchesHostname(name, allowWildcards: true, allowCommonName: true);
        }
        catch (ArgumentException)
        {
            // What is no host name, such as "Order Service", can be the name of the subject alone.
            return name.Length > 0 && string.Equals(certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false), name, StringComparison.OrdinalIgnoreCase);
        }
    }
}

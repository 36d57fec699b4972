using System.Collections.ObjectModel;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Claims.Issuers;

namespace Parley.IdentityModel.Tokens;

/// <summary>
/// Trusts authorities: a token must name one of the authority's names as its issuer, and be signed with one of the same authority's keys. WIF documentation:
/// ValidatingIssuerNameRegistry. The authorities may be set anew at any time, as when their metadata tells of other keys.
/// </summary>
public class ValidatingIssuerNameRegistry : IssuerNameRegistry
{
    private volatile Known[] _known = [];

    /// <summary>Creates a registry that trusts nobody yet.</summary>
    public ValidatingIssuerNameRegistry()
    {
    }

    /// <summary>Creates a registry that trusts an authority.</summary>
    /// <param name="issuingAuthority">The authority.</param>
    /// <exception cref="ArgumentNullException"><paramref name="issuingAuthority"/> is null.</exception>
    /// <exception cref="ArgumentException">One of its thumbprints is none.</exception>
    public ValidatingIssuerNameRegistry(IssuingAuthority issuingAuthority)
        : this([issuingAuthority])
    {
    }

    /// <summary>Creates a registry that trusts authorities.</summary>
    /// <param name="issuingAuthorities">The authorities.</param>
    /// <exception cref="ArgumentNullException"><paramref name="issuingAuthorities"/> is null, or one of them.</exception>
    /// <exception cref="ArgumentException">A thumbprint is none.</exception>
    public ValidatingIssuerNameRegistry(IEnumerable<IssuingAuthority> issuingAuthorities) => SetIssuingAuthorities(issuingAuthorities);

    /// <summary>Whom the registry trusts.</summary>
    public ReadOnlyCollection<IssuingAuthority> IssuingAuthorities => new([.. _known.Select(static known => known.Authority)]);

    /// <summary>Trusts these authorities from now on, as they are now, and no others. Tokens that are being read are not disturbed.</summary>
    /// <param name="issuingAuthorities">The authorities.</param>
    /// <exception cref="ArgumentNullException"><paramref name="issuingAuthorities"/> is null, or one of them.</exception>
    /// <exception cref="ArgumentException">A thumbprint is none.</exception>
    public void SetIssuingAuthorities(IEnumerable<IssuingAuthority> issuingAuthorities)
    {
        ArgumentNullException.ThrowIfNull(issuingAuthorities);
        _known = [.. issuingAuthorities.Select(Known.Of)];
    }

    /// <summary>Without the issuer's name nobody is trusted: null.</summary>
    /// <param name="securityToken">The key.</param>
    public override string? GetIssuerName(SecurityToken securityToken) => null;

    /// <summary>The issuer's name, when an authority has both the name and the key.</summary>
    /// <param name="securityToken">The key: an <see cref="X509SecurityToken"/>.</param>
    /// <param name="requestedIssuerName">Who the signed token says issued it.</param>
    /// <returns><paramref name="requestedIssuerName"/>; null when it is not trusted with this key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="securityToken"/> is null.</exception>
    public override string? GetIssuerName(SecurityToken securityToken, string? requestedIssuerName)
    {
        var thumbprints = Thumbprint.Of(securityToken);
        foreach (var known in _known)
        {
            if (requestedIssuerName is not null && known.Issuers.Contains(requestedIssuerName) && known.Thumbprints.Overlaps(thumbprints))
            {
                return requestedIssuerName;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override IReadOnlyCollection<X509Certificate2> GetCertificates(string? requestedIssuerName) =>
        [.. _known.Where(known => requestedIssuerName is not null && known.Issuers.Contains(requestedIssuerName)).SelectMany(static known => known.Certificates)];

    private sealed record Known(IssuingAuthority Authority, HashSet<string> Issuers, HashSet<string> Thumbprints, X509Certificate2[] Certificates)
    {
        public static Known Of(IssuingAuthority authority)
        {
            ArgumentNullException.ThrowIfNull(authority);
            X509Certificate2[] certificates = [.. authority.Certificates];
            return new Known(
                authority,
                new HashSet<string>(authority.Issuers, StringComparer.Ordinal),
                [.. authority.Thumbprints.Select(Thumbprint.Normalize), .. certificates.Select(static certificate => certificate.GetCertHashString(HashAlgorithmName.SHA256))],
                certificates);
        }
    }
}

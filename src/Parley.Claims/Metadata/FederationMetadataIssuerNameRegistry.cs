using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Tokens;

namespace Parley.IdentityModel.Services;

/// <summary>Trusts the certificates that a token service's federation metadata names for it, as they are now; beside them what another registry trusts.</summary>
/// <param name="source">Where the metadata comes from. It is not fetched here: what was fetched last counts.</param>
/// <param name="others">What else is trusted.</param>
public sealed class FederationMetadataIssuerNameRegistry(FederationMetadataSource source, IssuerNameRegistry others) : IssuerNameRegistry
{
    /// <inheritdoc/>
    public override string? GetIssuerName(SecurityToken securityToken) => GetIssuerName(securityToken, requestedIssuerName: null);

    /// <inheritdoc/>
    public override string? GetIssuerName(SecurityToken securityToken, string? requestedIssuerName) =>
        source.Known is { } metadata && securityToken is X509SecurityToken signer
            && (requestedIssuerName is null || requestedIssuerName == metadata.EntityId)
            && metadata.SigningCertificates.Any(known => known.GetCertHash(HashAlgorithmName.SHA256).AsSpan().SequenceEqual(signer.Certificate.GetCertHash(HashAlgorithmName.SHA256)))
            ? metadata.EntityId
            : others.GetIssuerName(securityToken, requestedIssuerName);

    /// <inheritdoc/>
    public override IReadOnlyCollection<X509Certificate2> GetCertificates(string? requestedIssuerName) =>
        source.Known is { } metadata && (requestedIssuerName is null || requestedIssuerName == metadata.EntityId)
            ? [.. metadata.SigningCertificates, .. others.GetCertificates(requestedIssuerName)]
            : others.GetCertificates(requestedIssuerName);
}

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Claims.Issuers;

namespace Parley.IdentityModel.Tokens;

/// <summary>Trusts the certificates that it is told of, each with a name for its owner. WIF documentation: ConfigurationBasedIssuerNameRegistry.</summary>
public class ConfigurationBasedIssuerNameRegistry : IssuerNameRegistry
{
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, X509Certificate2> _certificates = new(StringComparer.Ordinal);

    /// <summary>Who is trusted: the thumbprints in capital digits, and the names.</summary>
    public IReadOnlyDictionary<string, string> ConfiguredTrustedIssuers => _names;

    /// <summary>Trusts the owner of a certificate.</summary>
    /// <param name="certificateThumbprint">The certificate's thumbprint: 40 hexadecimal digits (SHA-1, as Windows shows it) or 64 (SHA-256). Spaces between them do not count.</param>
    /// <param name="name">The name of its owner, which becomes the issuer of the claims.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    /// <exception cref="ArgumentException">It is no thumbprint, or it is there already, or the name is empty.</exception>
    public void AddTrustedIssuer(string certificateThumbprint, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var thumbprint = Thumbprint.Normalize(certificateThumbprint);
        if (!_names.TryAdd(thumbprint, name))
        {
            throw new ArgumentException($"The certificate with the thumbprint {thumbprint} is trusted already, as '{_names[thumbprint]}'.", nameof(certificateThumbprint));
        }
    }

    /// <summary>Trusts the owner of a certificate. Tokens that name the certificate without holding it are verified, too.</summary>
    /// <param name="certificate">The certificate. It stays the caller's, who does not dispose of it while tokens are read.</param>
    /// <param name="name">The name of its owner, which becomes the issuer of the claims.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    /// <exception cref="ArgumentException">It is there already, or the name is empty.</exception>
    public void AddTrustedIssuer(X509Certificate2 certificate, string name)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        AddTrustedIssuer(thumbprint, name);
        _certificates[thumbprint] = certificate;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="securityToken"/> is null.</exception>
    public override string? GetIssuerName(SecurityToken securityToken)
    {
        foreach (var thumbprint in Thumbprint.Of(securityToken))
        {
            if (_names.TryGetValue(thumbprint, out var name))
            {
                return name;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override IReadOnlyCollection<X509Certificate2> GetCertificates(string? requestedIssuerName) => [.. _certificates.Values];
}

using System.Security.Cryptography.X509Certificates;

namespace Parley.IdentityModel.Tokens;

/// <summary>Says which keys are trusted to sign tokens, and by which names their owners are known here. WIF documentation: IssuerNameRegistry.</summary>
/// <remarks>Several threads ask at once. What is trusted may change from one question to the next: issuers change their keys.</remarks>
public abstract class IssuerNameRegistry
{
    /// <summary>The name of the issuer whose key a token is.</summary>
    /// <param name="securityToken">The key: an <see cref="X509SecurityToken"/>.</param>
    /// <returns>The name, which becomes the issuer of the claims; null when the key is not trusted.</returns>
    public abstract string? GetIssuerName(SecurityToken securityToken);

    /// <summary>The name of the issuer whose key a token is, when it also says who it is.</summary>
    /// <param name="securityToken">The key: an <see cref="X509SecurityToken"/>.</param>
    /// <param name="requestedIssuerName">Who the signed token says issued it; null when it does not say.</param>
    /// <returns>The name, which becomes the issuer of the claims; null when the key is not trusted.</returns>
    public virtual string? GetIssuerName(SecurityToken securityToken, string? requestedIssuerName) => GetIssuerName(securityToken);

    /// <summary>Certificates that are tried when a token does not hold the certificate it is signed with. None, where only thumbprints are known.</summary>
    /// <param name="requestedIssuerName">Who the token says issued it; null when it does not say.</param>
    public virtual IReadOnlyCollection<X509Certificate2> GetCertificates(string? requestedIssuerName) => [];
}

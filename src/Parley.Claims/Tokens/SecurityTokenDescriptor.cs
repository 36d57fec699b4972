using System.Security.Claims;
using Parley.IdentityModel.Protocols.WSTrust;

namespace Parley.IdentityModel.Tokens;

/// <summary>What a token is made of that a token service issues. WIF documentation: SecurityTokenDescriptor.</summary>
public class SecurityTokenDescriptor
{
    /// <summary>
    /// Whom the token speaks of. Its claim of the type NameIdentifier becomes the subject's name, those of AuthenticationMethod and AuthenticationInstant the authentication statement,
    /// its <see cref="ClaimsIdentity.Actor"/> an attribute, and all others attributes.
    /// </summary>
    public ClaimsIdentity? Subject { get; set; }

    /// <summary>Who issues the token.</summary>
    public string? TokenIssuerName { get; set; }

    /// <summary>For whom it is issued: the realm of the application. Null for anybody.</summary>
    public string? AppliesToAddress { get; set; }

    /// <summary>From when until when it is valid; null for an hour from now on.</summary>
    public Lifetime? Lifetime { get; set; }

    /// <summary>With what it is signed.</summary>
    public SigningCredentials? SigningCredentials { get; set; }

    /// <summary>With what it is encrypted when it is written; null when it is not.</summary>
    public EncryptingCredentials? EncryptingCredentials { get; set; }

    /// <summary>The URI that names the kind of token, by which a <see cref="SecurityTokenHandlerCollection"/> finds the handler.</summary>
    public string? TokenType { get; set; }
}

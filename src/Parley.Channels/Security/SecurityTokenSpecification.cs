using Parley.IdentityModel.Tokens;

namespace Parley.Security;

/// <summary>A token of a received message. WCF documentation: SecurityTokenSpecification.</summary>
public class SecurityTokenSpecification
{
    /// <summary>Creates the specification.</summary>
    /// <param name="token">The token; null when only its use is known.</param>
    public SecurityTokenSpecification(SecurityToken? token) => SecurityToken = token;

    /// <summary>The token; null when only its use is known.</summary>
    public SecurityToken? SecurityToken { get; }
}

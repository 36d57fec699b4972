using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Parley.IdentityModel.Tokens;

namespace Parley.IdentityModel.Services;

/// <summary>A token was validated. WIF documentation: SecurityTokenValidatedEventArgs.</summary>
public sealed class FederationTokenValidatedContext : RemoteAuthenticationContext<WSFederationAuthenticationOptions>
{
    /// <summary>Creates the context.</summary>
    /// <param name="context">The request.</param>
    /// <param name="scheme">The authentication scheme.</param>
    /// <param name="options">The settings.</param>
    /// <param name="principal">Whom the token speaks of; another one takes its place when it is set.</param>
    /// <param name="properties">What the application said when the sign-in began.</param>
    /// <param name="token">The token.</param>
    public FederationTokenValidatedContext(
        HttpContext context, AuthenticationScheme scheme, WSFederationAuthenticationOptions options, ClaimsPrincipal principal, AuthenticationProperties properties, SecurityToken token)
        : base(context, scheme, options, properties)
    {
        Principal = principal;
        SecurityToken = token;
    }

    /// <summary>The token.</summary>
    public SecurityToken SecurityToken { get; }
}

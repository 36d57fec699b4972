using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Parley.IdentityModel.Tokens;

namespace Parley.IdentityModel.Services;

/// <summary>A token was made at a sign-in. WIF documentation: SessionSecurityTokenCreatedEventArgs.</summary>
/// <param name="context">The request.</param>
/// <param name="scheme">The authentication scheme.</param>
/// <param name="options">The settings.</param>
/// <param name="token">The token.</param>
/// <param name="properties">What the application said of the sign-in.</param>
public sealed class SessionSecurityTokenCreatedContext(
    HttpContext context, AuthenticationScheme scheme, SessionAuthenticationOptions options, SessionSecurityToken token, AuthenticationProperties properties)
    : BaseContext<SessionAuthenticationOptions>(context, scheme, options)
{
    /// <summary>The token; another one takes its place when it is set.</summary>
    public SessionSecurityToken SessionToken { get; set; } = token;

    /// <summary>What the application said of the sign-in.</summary>
    public AuthenticationProperties Properties { get; } = properties;

    /// <summary>Whether the cookie is written; true when nothing is said.</summary>
    public bool WriteSessionCookie { get; set; } = true;
}

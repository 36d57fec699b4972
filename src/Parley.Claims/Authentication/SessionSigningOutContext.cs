using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Parley.IdentityModel.Tokens;

namespace Parley.IdentityModel.Services;

/// <summary>A session is to be signed out. WIF documentation: SigningOutEventArgs.</summary>
/// <param name="context">The request.</param>
/// <param name="scheme">The authentication scheme.</param>
/// <param name="options">The settings.</param>
/// <param name="token">The token of the session.</param>
/// <param name="isIPInitiated">Whether the token service asked for it.</param>
public sealed class SessionSigningOutContext(
    HttpContext context, AuthenticationScheme scheme, SessionAuthenticationOptions options, SessionSecurityToken? token, bool isIPInitiated)
    : BaseContext<SessionAuthenticationOptions>(context, scheme, options)
{
    /// <summary>The token of the session; null when the browser has none that can be read.</summary>
    public SessionSecurityToken? SessionToken { get; } = token;

    /// <summary>Whether the token service asked for it, and not the application.</summary>
    public bool IsIPInitiated { get; } = isIPInitiated;
}

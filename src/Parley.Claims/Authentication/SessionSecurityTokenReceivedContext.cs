using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Parley.IdentityModel.Tokens;

namespace Parley.IdentityModel.Services;

/// <summary>A cookie was read, and its token is in its time. WIF documentation: SessionSecurityTokenReceivedEventArgs.</summary>
/// <param name="context">The request.</param>
/// <param name="scheme">The authentication scheme.</param>
/// <param name="options">The settings.</param>
/// <param name="token">The token.</param>
public sealed class SessionSecurityTokenReceivedContext(
    HttpContext context, AuthenticationScheme scheme, SessionAuthenticationOptions options, SessionSecurityToken token)
    : BaseContext<SessionAuthenticationOptions>(context, scheme, options)
{
    /// <summary>The token; another one takes its place when it is set, for this request, and for the next when <see cref="ReissueCookie"/> is set, too.</summary>
    public SessionSecurityToken SessionToken { get; set; } = token;

    /// <summary>Whether the token is refused: the request goes on without a user.</summary>
    public bool Cancel { get; set; }

    /// <summary>Whether the cookie is written anew, with <see cref="SessionToken"/>.</summary>
    public bool ReissueCookie { get; set; }
}

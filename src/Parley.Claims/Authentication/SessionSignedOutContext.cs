using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Parley.IdentityModel.Services;

/// <summary>A session was signed out. WIF documentation: the event SignedOut.</summary>
/// <param name="context">The request.</param>
/// <param name="scheme">The authentication scheme.</param>
/// <param name="options">The settings.</param>
public sealed class SessionSignedOutContext(HttpContext context, AuthenticationScheme scheme, SessionAuthenticationOptions options)
    : BaseContext<SessionAuthenticationOptions>(context, scheme, options);

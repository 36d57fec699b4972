using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Parley.IdentityModel.Services;

/// <summary>A sign-out failed. WIF documentation: ErrorEventArgs of the event SignOutError.</summary>
/// <param name="context">The request.</param>
/// <param name="scheme">The authentication scheme.</param>
/// <param name="options">The settings.</param>
/// <param name="exception">Why.</param>
public sealed class SessionSignOutErrorContext(HttpContext context, AuthenticationScheme scheme, SessionAuthenticationOptions options, Exception exception)
    : BaseContext<SessionAuthenticationOptions>(context, scheme, options)
{
    /// <summary>Why.</summary>
    public Exception Exception { get; } = exception;

    /// <summary>Whether the application has dealt with it; otherwise it is thrown to who signed out.</summary>
    public bool Cancel { get; set; }
}

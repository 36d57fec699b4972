using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Parley.IdentityModel.Services;

/// <summary>The browser is about to go to the token service. WIF documentation: RedirectingToIdentityProviderEventArgs.</summary>
/// <param name="context">The request.</param>
/// <param name="scheme">The authentication scheme.</param>
/// <param name="options">The settings.</param>
/// <param name="properties">What the application said.</param>
/// <param name="message">The message.</param>
public sealed class RedirectingToIdentityProviderContext(
    HttpContext context, AuthenticationScheme scheme, WSFederationAuthenticationOptions options, AuthenticationProperties properties, WSFederationMessage message)
    : PropertiesContext<WSFederationAuthenticationOptions>(context, scheme, options, properties)
{
    /// <summary>The message: a sign-in, or a sign-out.</summary>
    public WSFederationMessage Message { get; } = message;

    /// <summary>Whether the application answered by itself, and the browser does not go.</summary>
    public bool Cancel { get; set; }
}

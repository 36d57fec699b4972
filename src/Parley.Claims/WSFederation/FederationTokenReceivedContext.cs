using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Parley.IdentityModel.Services;

/// <summary>A token came back from the token service. WIF documentation: SecurityTokenReceivedEventArgs.</summary>
/// <param name="context">The request.</param>
/// <param name="scheme">The authentication scheme.</param>
/// <param name="options">The settings.</param>
/// <param name="properties">What the application said when the sign-in began.</param>
/// <param name="message">The answer.</param>
public sealed class FederationTokenReceivedContext(
    HttpContext context, AuthenticationScheme scheme, WSFederationAuthenticationOptions options, AuthenticationProperties properties, WSFederationMessage message)
    : RemoteAuthenticationContext<WSFederationAuthenticationOptions>(context, scheme, options, properties)
{
    /// <summary>The answer. Its token is not verified yet.</summary>
    public WSFederationMessage Message { get; } = message;
}

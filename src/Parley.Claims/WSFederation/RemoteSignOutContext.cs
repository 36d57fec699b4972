using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Parley.IdentityModel.Services;

/// <summary>The token service says that the user signed out. WIF documentation: SigningOutEventArgs with IsIPInitiated.</summary>
/// <param name="context">The request.</param>
/// <param name="scheme">The authentication scheme.</param>
/// <param name="options">The settings.</param>
/// <param name="message">The message.</param>
public sealed class RemoteSignOutContext(HttpContext context, AuthenticationScheme scheme, WSFederationAuthenticationOptions options, WSFederationMessage message)
    : RemoteAuthenticationContext<WSFederationAuthenticationOptions>(context, scheme, options, new AuthenticationProperties())
{
    /// <summary>The message.</summary>
    public WSFederationMessage Message { get; } = message;
}

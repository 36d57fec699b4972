using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.IdentityModel.Services;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds sign-in at a token service by WS-Federation to an application.</summary>
public static class WSFederationAuthenticationExtensions
{
    /// <summary>Adds WS-Federation sign-in, as the scheme <see cref="WSFederationDefaults.AuthenticationScheme"/>.</summary>
    /// <param name="builder">The application's authentication.</param>
    /// <param name="configure">Makes its settings: <see cref="WSFederationAuthenticationOptions.Realm"/>, and <see cref="WSFederationAuthenticationOptions.MetadataAddress"/> or <see cref="WSFederationAuthenticationOptions.Issuer"/>.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public static AuthenticationBuilder AddWSFederationAuthentication(this AuthenticationBuilder builder, Action<WSFederationAuthenticationOptions> configure) =>
        builder.AddWSFederationAuthentication(WSFederationDefaults.AuthenticationScheme, WSFederationDefaults.AuthenticationScheme, configure);

    /// <summary>Adds WS-Federation sign-in: a challenge sends the browser to a token service, and what it brings back begins a session.</summary>
    /// <param name="builder">The application's authentication.</param>
    /// <param name="authenticationScheme">The scheme's name.</param>
    /// <param name="displayName">The scheme's name for people.</param>
    /// <param name="configure">Makes its settings.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public static AuthenticationBuilder AddWSFederationAuthentication(
        this AuthenticationBuilder builder, string authenticationScheme, string displayName, Action<WSFederationAuthenticationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(authenticationScheme);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddDataProtection();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<WSFederationAuthenticationOptions>, WSFederationAuthenticationSetup>());
        return builder.AddRemoteScheme<WSFederationAuthenticationOptions, WSFederationAuthenticationHandler>(authenticationScheme, displayName, configure);
    }
}

using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.IdentityModel.Services;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds session authentication to an application.</summary>
public static class SessionAuthenticationExtensions
{
    /// <summary>Adds session authentication with its defaults, as the scheme <see cref="SessionAuthenticationDefaults.AuthenticationScheme"/>.</summary>
    /// <param name="builder">The application's authentication.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static AuthenticationBuilder AddSessionAuthentication(this AuthenticationBuilder builder) =>
        builder.AddSessionAuthentication(SessionAuthenticationDefaults.AuthenticationScheme, configure: null);

    /// <summary>Adds session authentication, as the scheme <see cref="SessionAuthenticationDefaults.AuthenticationScheme"/>.</summary>
    /// <param name="builder">The application's authentication.</param>
    /// <param name="configure">Makes its settings.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static AuthenticationBuilder AddSessionAuthentication(this AuthenticationBuilder builder, Action<SessionAuthenticationOptions>? configure) =>
        builder.AddSessionAuthentication(SessionAuthenticationDefaults.AuthenticationScheme, configure);

    /// <summary>Adds session authentication: requests are authenticated by the session security token in their cookies.</summary>
    /// <param name="builder">The application's authentication.</param>
    /// <param name="authenticationScheme">The scheme's name. It separates its cookies from those of other schemes, so that they are not taken for each other's.</param>
    /// <param name="configure">Makes its settings; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="authenticationScheme"/> is null.</exception>
    public static AuthenticationBuilder AddSessionAuthentication(
        this AuthenticationBuilder builder, string authenticationScheme, Action<SessionAuthenticationOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(authenticationScheme);
        builder.Services.AddDataProtection();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<SessionAuthenticationOptions>, SessionAuthenticationSetup>());
        return builder.AddScheme<SessionAuthenticationOptions, SessionAuthenticationHandler>(authenticationScheme, configure);
    }
}

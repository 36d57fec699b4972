using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.IdentityModel.Tokens;

namespace Parley.IdentityModel.Services;

/// <summary>Gives the settings of a scheme what the application did not: a handler of tokens over its Data Protection, a cache, the clock.</summary>
internal sealed class SessionAuthenticationSetup(IDataProtectionProvider protection, ILoggerFactory loggers, IServiceProvider services)
    : IPostConfigureOptions<SessionAuthenticationOptions>
{
    /// <inheritdoc/>
    public void PostConfigure(string? name, SessionAuthenticationOptions options)
    {
        options.TimeProvider ??= services.GetService<TimeProvider>() ?? TimeProvider.System;
        if (options.IsReferenceMode && options.TokenHandler is null)
        {
            options.Cache ??= new MruSessionSecurityTokenCache(MruSessionSecurityTokenCache.DefaultMaximumSize, options.TimeProvider);
        }

        options.TokenHandler ??= new SessionSecurityTokenHandler(
            [new DeflateCookieTransform(), new DataProtectionCookieTransform(protection, name ?? string.Empty)],
            options.Cache,
            options.TimeProvider,
            loggers.CreateLogger<SessionSecurityTokenHandler>())
        {
            TokenLifetime = options.TokenLifetime,
        };
    }
}

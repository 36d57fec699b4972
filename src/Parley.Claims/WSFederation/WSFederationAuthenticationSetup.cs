using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.IdentityModel.Tokens;

namespace Parley.IdentityModel.Services;

/// <summary>Gives the settings of a scheme what the application did not: the protection of its state, a client for metadata, handlers of tokens.</summary>
internal sealed class WSFederationAuthenticationSetup(IDataProtectionProvider protection, IServiceProvider services, IOptions<AuthenticationOptions> authentication)
    : IPostConfigureOptions<WSFederationAuthenticationOptions>
{
    /// <inheritdoc/>
    public void PostConfigure(string? name, WSFederationAuthenticationOptions options)
    {
        options.TimeProvider ??= services.GetService<TimeProvider>() ?? TimeProvider.System;
        options.SignInScheme ??= authentication.Value.DefaultSignInScheme ?? authentication.Value.DefaultScheme;
        options.DataProtectionProvider ??= protection;
        options.StateDataFormat ??= new PropertiesDataFormat(
            options.DataProtectionProvider.CreateProtector(typeof(WSFederationAuthenticationHandler).FullName!, name ?? string.Empty, "v1"));
        options.Backchannel ??= new HttpClient(options.BackchannelHttpHandler ?? new SocketsHttpHandler())
        {
            Timeout = options.BackchannelTimeout,
            MaxResponseContentBufferSize = 10 * 1024 * 1024,
        };
        if (options.MetadataAddress is { } address)
        {
            options.Metadata ??= new FederationMetadataSource(address, options.Backchannel, options.TimeProvider);
        }

        options.TokenHandlers ??= Handlers(options);
    }

    private static SecurityTokenHandlerCollection Handlers(WSFederationAuthenticationOptions options)
    {
        var configuration = options.TokenHandlerConfiguration;
        configuration.TimeProvider = options.TimeProvider!;
        if (Uri.TryCreate(options.Realm, UriKind.Absolute, out var realm) && !configuration.AudienceRestriction.AllowedAudienceUris.Contains(realm))
        {
            configuration.AudienceRestriction.AllowedAudienceUris.Add(realm);
        }

        if (options.Metadata is { } source)
        {
            configuration.IssuerNameRegistry = new FederationMetadataIssuerNameRegistry(source, configuration.IssuerNameRegistry);
        }

        return SecurityTokenHandlerCollection.CreateDefaultSecurityTokenHandlerCollection(configuration);
    }
}

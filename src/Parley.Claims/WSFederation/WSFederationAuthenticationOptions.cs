using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Parley.IdentityModel.Tokens;

namespace Parley.IdentityModel.Services;

/// <summary>How users sign in at a token service: the settings of WIF's WSFederationAuthenticationModule (the element wsFederation), and of its token handlers.</summary>
public class WSFederationAuthenticationOptions : RemoteAuthenticationOptions
{
    /// <summary>Creates the settings with their defaults.</summary>
    public WSFederationAuthenticationOptions()
    {
        CallbackPath = WSFederationDefaults.CallbackPath;

        // The token service's page posts to the application: the browser sends the correlation cookie along only when it may go across sites.
        CorrelationCookie.SameSite = SameSiteMode.None;
        CorrelationCookie.SecurePolicy = CookieSecurePolicy.Always;
        Events = new WSFederationAuthenticationEvents();
    }

    /// <summary>The application's name at the token service: a URI (wtrealm). It has to be set. It is an allowed audience of tokens, too.</summary>
    public string Realm { get; set; } = string.Empty;

    /// <summary>Where browsers sign in; null, the default, for what <see cref="MetadataAddress"/> says.</summary>
    public Uri? Issuer { get; set; }

    /// <summary>Where the token service's federation metadata is: its name and certificates come from there, and are fetched again when they change. Null when <see cref="TokenHandlers"/> knows the issuers by itself.</summary>
    public Uri? MetadataAddress { get; set; }

    /// <summary>Where the token service sends the browser back to (wreply); null, the default, for this application's <see cref="RemoteAuthenticationOptions.CallbackPath"/> at the host that was asked.</summary>
    public Uri? Reply { get; set; }

    /// <summary>Whether token service, metadata and reply must be https; true when nothing is said. Only development turns it off.</summary>
    public bool RequireHttps { get; set; } = true;

    /// <summary>Where the user's home is (whr); null to say nothing.</summary>
    public string? HomeRealm { get; set; }

    /// <summary>How old the user's authentication may be, in minutes (wfresh); 0 to authenticate now; null to say nothing.</summary>
    public string? Freshness { get; set; }

    /// <summary>How the user is to authenticate: a URI (wauth); null to say nothing.</summary>
    public string? AuthenticationType { get; set; }

    /// <summary>A policy (wp); null to say nothing.</summary>
    public string? Policy { get; set; }

    /// <summary>A request for a token (wreq); null to say nothing.</summary>
    public string? Request { get; set; }

    /// <summary>Where a request for a token is (wreqptr); null to say nothing.</summary>
    public string? RequestPtr { get; set; }

    /// <summary>A resource (wres); null to say nothing.</summary>
    public string? Resource { get; set; }

    /// <summary>Where the browser comes back to after a sign-out at the token service; null for the application's base address.</summary>
    public Uri? SignOutReply { get; set; }

    /// <summary>Whether the session's cookie outlives the browser after a sign-in that the application began by a challenge; false when nothing is said.</summary>
    public bool PersistentCookiesOnPassiveRedirects { get; set; }

    /// <summary>Whether a session ends when the token did that it began with; otherwise it lasts as the session's own settings say. True when nothing is said.</summary>
    public bool UseTokenLifetime { get; set; } = true;

    /// <summary>The scheme that a sign-out ends when the token service asks for it; null for <see cref="RemoteAuthenticationOptions.SignInScheme"/>.</summary>
    public string? SignOutScheme { get; set; }

    /// <summary>Validates the tokens: SAML 1.1 and 2.0 when nothing is said.</summary>
    public SecurityTokenHandlerCollection? TokenHandlers { get; set; }

    /// <summary>What the tokens must be, when <see cref="TokenHandlers"/> is not set: audiences beside <see cref="Realm"/>, issuers, clocks, replays.</summary>
    public SecurityTokenHandlerConfiguration TokenHandlerConfiguration { get; set; } = new() { DetectReplayedTokens = true };

    /// <summary>Protects what travels through the token service and back (wctx); by the application's Data Protection when nothing is said.</summary>
    public ISecureDataFormat<AuthenticationProperties>? StateDataFormat { get; set; }

    /// <summary>What the application does at the steps of a sign-in.</summary>
    public new WSFederationAuthenticationEvents Events
    {
        get => (WSFederationAuthenticationEvents)base.Events;
        set => base.Events = value;
    }

    /// <summary>Where the metadata comes from.</summary>
    internal FederationMetadataSource? Metadata { get; set; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A setting is missing or wrong.</exception>
    public override void Validate()
    {
        base.Validate();
        if (!Uri.TryCreate(Realm, UriKind.Absolute, out _))
        {
            throw new ArgumentException($"WSFederationAuthenticationOptions.Realm is '{Realm}'. It is the application's name at the token service, an absolute URI, and has to be set.");
        }

        if (Issuer is null && MetadataAddress is null)
        {
            throw new ArgumentException("WSFederationAuthenticationOptions.Issuer or MetadataAddress has to be set: where browsers sign in.");
        }

        foreach (var (name, address) in new[] { (nameof(Issuer), Issuer), (nameof(MetadataAddress), MetadataAddress), (nameof(Reply), Reply), (nameof(SignOutReply), SignOutReply) })
        {
            if (address is not null && (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && (RequireHttps || address.Scheme != Uri.UriSchemeHttp))))
            {
                throw new ArgumentException($"WSFederationAuthenticationOptions.{name} is '{address}'. It is to be an absolute https address; RequireHttps = false allows http, for development only.");
            }
        }
    }
}

namespace Parley.IdentityModel.Services;

/// <summary>Defaults of WS-Federation sign-in.</summary>
public static class WSFederationDefaults
{
    /// <summary>The name of the authentication scheme: WSFederation.</summary>
    public const string AuthenticationScheme = "WSFederation";

    /// <summary>Where the token service sends the browser back to, below the application: /signin-wsfed.</summary>
    public const string CallbackPath = "/signin-wsfed";
}

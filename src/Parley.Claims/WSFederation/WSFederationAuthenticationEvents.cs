using Microsoft.AspNetCore.Authentication;

namespace Parley.IdentityModel.Services;

/// <summary>What an application does at the steps of a WS-Federation sign-in: the events of WIF's WSFederationAuthenticationModule.</summary>
public class WSFederationAuthenticationEvents : RemoteAuthenticationEvents
{
    /// <summary>The browser is about to go to the token service: the message can be changed.</summary>
    public Func<RedirectingToIdentityProviderContext, Task> OnRedirectingToIdentityProvider { get; set; } = static _ => Task.CompletedTask;

    /// <summary>A token came back. It has not been looked at.</summary>
    public Func<FederationTokenReceivedContext, Task> OnSecurityTokenReceived { get; set; } = static _ => Task.CompletedTask;

    /// <summary>A token was validated: the principal can be changed, or refused.</summary>
    public Func<FederationTokenValidatedContext, Task> OnSecurityTokenValidated { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The token service says that the user signed out.</summary>
    public Func<RemoteSignOutContext, Task> OnRemoteSignOut { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The browser is about to go to the token service.</summary>
    /// <param name="context">The message.</param>
    public virtual Task RedirectingToIdentityProvider(RedirectingToIdentityProviderContext context) => OnRedirectingToIdentityProvider(context);

    /// <summary>A token came back.</summary>
    /// <param name="context">The token.</param>
    public virtual Task SecurityTokenReceived(FederationTokenReceivedContext context) => OnSecurityTokenReceived(context);

    /// <summary>A token was validated.</summary>
    /// <param name="context">The principal.</param>
    public virtual Task SecurityTokenValidated(FederationTokenValidatedContext context) => OnSecurityTokenValidated(context);

    /// <summary>The token service says that the user signed out.</summary>
    /// <param name="context">The message.</param>
    public virtual Task RemoteSignOut(RemoteSignOutContext context) => OnRemoteSignOut(context);
}

namespace Parley.IdentityModel.Services;

/// <summary>What an application does at the steps of a session: the events of WIF's SessionAuthenticationModule.</summary>
public class SessionAuthenticationEvents
{
    /// <summary>A cookie was read, and its token is in its time. The application may refuse it, replace it, or have its cookie written anew.</summary>
    public Func<SessionSecurityTokenReceivedContext, Task> OnSessionSecurityTokenReceived { get; set; } = static _ => Task.CompletedTask;

    /// <summary>A token was made at a sign-in. The application may replace it, or not have its cookie written.</summary>
    public Func<SessionSecurityTokenCreatedContext, Task> OnSessionSecurityTokenCreated { get; set; } = static _ => Task.CompletedTask;

    /// <summary>A session is to be signed out.</summary>
    public Func<SessionSigningOutContext, Task> OnSigningOut { get; set; } = static _ => Task.CompletedTask;

    /// <summary>A session was signed out.</summary>
    public Func<SessionSignedOutContext, Task> OnSignedOut { get; set; } = static _ => Task.CompletedTask;

    /// <summary>A sign-out failed: a cache or registry could not be reached, or a handler of an event threw. The cookies are deleted all the same.</summary>
    public Func<SessionSignOutErrorContext, Task> OnSignOutError { get; set; } = static _ => Task.CompletedTask;

    /// <summary>A cookie was read.</summary>
    /// <param name="context">The token, and what to do with it.</param>
    public virtual Task SessionSecurityTokenReceived(SessionSecurityTokenReceivedContext context) => OnSessionSecurityTokenReceived(context);

    /// <summary>A token was made.</summary>
    /// <param name="context">The token, and what to do with it.</param>
    public virtual Task SessionSecurityTokenCreated(SessionSecurityTokenCreatedContext context) => OnSessionSecurityTokenCreated(context);

    /// <summary>A session is to be signed out.</summary>
    /// <param name="context">Which.</param>
    public virtual Task SigningOut(SessionSigningOutContext context) => OnSigningOut(context);

    /// <summary>A session was signed out.</summary>
    /// <param name="context">Which.</param>
    public virtual Task SignedOut(SessionSignedOutContext context) => OnSignedOut(context);

    /// <summary>A sign-out failed.</summary>
    /// <param name="context">Why.</param>
    public virtual Task SignOutError(SessionSignOutErrorContext context) => OnSignOutError(context);
}

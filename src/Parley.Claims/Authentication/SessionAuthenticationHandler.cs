using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Xml;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Claims;
using Parley.IdentityModel.Tokens;

namespace Parley.IdentityModel.Services;

/// <summary>
/// Authenticates requests by the session security token in their cookies, and signs users in and out: what WIF's SessionAuthenticationModule does, as an
/// authentication handler of ASP.NET Core. One is made for each request.
/// </summary>
/// <remarks>
/// A token that is refused leaves the request without a user. <see cref="AuthenticateResult.Failure"/> says why: <see cref="XmlException"/> (damaged, or of other keys),
/// <see cref="SecurityTokenExpiredException"/>, <see cref="SecurityTokenNotYetValidException"/>, <see cref="SecurityTokenNotFoundException"/> (in reference mode: unknown),
/// <see cref="SecurityTokenReplayDetectedException"/> (its session was ended), or <see cref="SecurityTokenValidationException"/> (for another endpoint, or refused by the application).
/// </remarks>
/// <param name="options">The settings.</param>
/// <param name="logger">Makes the handler's log.</param>
/// <param name="encoder">Encodes what goes into URLs.</param>
public class SessionAuthenticationHandler(IOptionsMonitor<SessionAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : SignInAuthenticationHandler<SessionAuthenticationOptions>(options, logger, encoder)
{
    /// <summary>What the application does at the steps of a session.</summary>
    protected new SessionAuthenticationEvents Events
    {
        get => (SessionAuthenticationEvents)base.Events!;
        set => base.Events = value;
    }

    private SessionSecurityTokenHandler Tokens => Options.TokenHandler!;

    private DateTime Now => TimeProvider.GetUtcNow().UtcDateTime;

    /// <inheritdoc/>
    protected override Task<object> CreateEventsAsync() => Task.FromResult<object>(new SessionAuthenticationEvents());

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Options.CookieHandler.Read(Context) is not { } cookie)
        {
            return AuthenticateResult.NoResult();
        }

        try
        {
            var token = await Tokens.ReadTokenAsync(cookie, Options.EndpointId, Context.RequestAborted).ConfigureAwait(false);
            Tokens.ValidateToken(token, Options.EndpointId);
            await ThrowIfEndedAsync(token).ConfigureAwait(false);

            var received = new SessionSecurityTokenReceivedContext(Context, Scheme, Options, token);
            await SlideAsync(received).ConfigureAwait(false);
            await Events.SessionSecurityTokenReceived(received).ConfigureAwait(false);
            if (received.Cancel)
            {
                throw new SecurityTokenValidationException("The application refused the session token (SessionSecurityTokenReceived).");
            }

            if (received.ReissueCookie)
            {
                await WriteAsync(received.SessionToken).ConfigureAwait(false);
                await RecordAsync(received.SessionToken).ConfigureAwait(false);
            }

            return AuthenticateResult.Success(SessionTickets.TicketOf(received.SessionToken, Scheme.Name));
        }
        catch (Exception refused) when (refused is XmlException or SecurityTokenException)
        {
            ClaimsLog.TokenRefused(Logger, Scheme.Name, refused.Message);

            // A cookie that cannot be read may be one of keys that this node has not got yet. All others never get better.
            if (refused is SecurityTokenExpiredException or SecurityTokenNotFoundException or SecurityTokenReplayDetectedException && !Response.HasStarted)
            {
                Options.CookieHandler.Delete(Context);
            }

            return AuthenticateResult.Fail(refused);
        }
    }

    /// <inheritdoc/>
    protected override async Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        ArgumentNullException.ThrowIfNull(user);
        properties ??= new AuthenticationProperties();
        var from = properties.IssuedUtc?.UtcDateTime ?? Now;
        var to = EndOf(properties);
        var token = Tokens.CreateSessionSecurityToken(user, SessionTickets.ContextOf(properties), Options.EndpointId, from, to);
        token.IsPersistent = properties.IsPersistent;
        token.IsReferenceMode = Options.IsReferenceMode;

        var created = new SessionSecurityTokenCreatedContext(Context, Scheme, Options, token, properties);
        await Events.SessionSecurityTokenCreated(created).ConfigureAwait(false);

        // Whoever signs in has a new session: an identifier that somebody knew before leads nowhere afterwards.
        if (await TryReadAsync().ConfigureAwait(false) is { } before && before.ContextId != created.SessionToken.ContextId)
        {
            await EndAsync(before).ConfigureAwait(false);
        }

        if (created.WriteSessionCookie)
        {
            await WriteAsync(created.SessionToken).ConfigureAwait(false);
            await RecordAsync(created.SessionToken).ConfigureAwait(false);
        }

        ClaimsLog.SignedIn(Logger, Scheme.Name, UserSession.IdOf(created.SessionToken.ContextId));
    }

    /// <inheritdoc/>
    protected override async Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        try
        {
            var token = await TryReadAsync().ConfigureAwait(false);
            var isIPInitiated = properties?.GetParameter<bool>(SessionTickets.IPInitiated) ?? false;
            await Events.SigningOut(new SessionSigningOutContext(Context, Scheme, Options, token, isIPInitiated)).ConfigureAwait(false);
            Options.CookieHandler.Delete(Context);
            if (token is not null)
            {
                await EndAsync(token).ConfigureAwait(false);
                ClaimsLog.SignedOut(Logger, Scheme.Name, UserSession.IdOf(token.ContextId));
            }

            await Events.SignedOut(new SessionSignedOutContext(Context, Scheme, Options)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // whatever failed, the application hears of it, and the browser loses its cookies
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Options.CookieHandler.Delete(Context);
            var error = new SessionSignOutErrorContext(Context, Scheme, Options, failure);
            await Events.SignOutError(error).ConfigureAwait(false);
            if (!error.Cancel)
            {
                throw;
            }
        }
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        AnswerAsync(Options.LoginPath, StatusCodes.Status401Unauthorized, properties);

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        AnswerAsync(Options.AccessDeniedPath, StatusCodes.Status403Forbidden, properties);

    private Task AnswerAsync(PathString? page, int status, AuthenticationProperties properties)
    {
        if (page is not { } path)
        {
            Response.StatusCode = status;
            return Task.CompletedTask;
        }

        var from = properties.RedirectUri ?? OriginalPathBase + OriginalPath + Request.QueryString;
        Response.Redirect(OriginalPathBase + path + QueryString.Create(Options.ReturnUrlParameter, from));
        return Task.CompletedTask;
    }

    private DateTime EndOf(AuthenticationProperties properties)
    {
        var usual = Now + Options.TokenLifetime;
        return properties.ExpiresUtc?.UtcDateTime is not { } asked ? usual
            : properties.GetParameter<bool>(SessionTickets.EndsAtLatest) && usual < asked ? usual
            : asked;
    }

    // In the second half of its time a session begins its time anew.
    private async Task SlideAsync(SessionSecurityTokenReceivedContext received)
    {
        var token = received.SessionToken;
        var lifetime = token.ValidTo - token.ValidFrom;
        if (!Options.SlidingExpiration || Now - token.ValidFrom <= lifetime / 2 || Response.HasStarted)
        {
            return;
        }

        received.SessionToken = await NewerAsync(token).ConfigureAwait(false) ?? SessionTickets.Renew(token, Now, Now + lifetime);
        received.ReissueCookie = true;
    }

    // Requests that come together renew a session once: the others take the token of the first.
    private async ValueTask<SessionSecurityToken?> NewerAsync(SessionSecurityToken token)
    {
        if (!token.IsReferenceMode || Tokens.Cache is not { } cache)
        {
            return null;
        }

        var all = await cache.GetAllAsync(token.EndpointId, token.ContextId, Context.RequestAborted).ConfigureAwait(false);
        return all.Where(other => other.ValidTo > token.ValidTo).MaxBy(static other => other.ValidTo);
    }

    private async ValueTask ThrowIfEndedAsync(SessionSecurityToken token)
    {
        if (Options.Sessions is { } sessions && Options.UserIdOf(token.ClaimsPrincipal) is { Length: > 0 } user
            && await sessions.IsEndedAsync(user, UserSession.IdOf(token.ContextId), Context.RequestAborted).ConfigureAwait(false))
        {
            throw new SecurityTokenReplayDetectedException("The session of the token was ended.");
        }
    }

    private async ValueTask WriteAsync(SessionSecurityToken token)
    {
        await Tokens.StoreAsync(token, Context.RequestAborted).ConfigureAwait(false);
        Options.CookieHandler.Write(Context, Tokens.WriteToken(token), token.IsPersistent, token.ValidTo);
    }

    private async ValueTask RecordAsync(SessionSecurityToken token)
    {
        if (Options.Sessions is { } sessions && Options.UserIdOf(token.ClaimsPrincipal) is { Length: > 0 } user)
        {
            var session = new UserSession(UserSession.IdOf(token.ContextId), user, token.ValidFrom, token.ValidTo, SessionTickets.DescriptionOf(Request));
            await sessions.RecordAsync(session, Context.RequestAborted).ConfigureAwait(false);
        }
    }

    private async ValueTask EndAsync(SessionSecurityToken token)
    {
        if (Tokens.Cache is { } cache)
        {
            await cache.RemoveAllAsync(token.EndpointId, token.ContextId, Context.RequestAborted).ConfigureAwait(false);
        }

        if (Options.Sessions is { } sessions && Options.UserIdOf(token.ClaimsPrincipal) is { Length: > 0 } user)
        {
            await sessions.EndAsync(user, UserSession.IdOf(token.ContextId), Context.RequestAborted).ConfigureAwait(false);
        }
    }

    // The token of the request, in its time or not; null when there is none that can be read.
    private async ValueTask<SessionSecurityToken?> TryReadAsync()
    {
        if (Options.CookieHandler.Read(Context) is not { } cookie)
        {
            return null;
        }

        try
        {
            return await Tokens.ReadTokenAsync(cookie, Options.EndpointId, Context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is XmlException or SecurityTokenException)
        {
            return null;
        }
    }
}

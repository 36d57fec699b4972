using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Xml;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Parley.Claims;
using Parley.IdentityModel.Tokens;

namespace Parley.IdentityModel.Services;

/// <summary>
/// Signs users in at a token service by the WS-Federation passive protocol, and out: what WIF's WSFederationAuthenticationModule does, as an authentication handler of
/// ASP.NET Core. The session itself is another scheme's (<see cref="RemoteAuthenticationOptions.SignInScheme"/>). One is made for each request.
/// </summary>
/// <param name="options">The settings.</param>
/// <param name="logger">Makes the handler's log.</param>
/// <param name="encoder">Encodes what goes into URLs.</param>
public class WSFederationAuthenticationHandler(IOptionsMonitor<WSFederationAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : RemoteAuthenticationHandler<WSFederationAuthenticationOptions>(options, logger, encoder), IAuthenticationSignOutHandler
{
    // A picture of one transparent dot: what the token service's page shows for an application that has signed its user out.
    private static readonly byte[] s_dot = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    /// <summary>What the application does at the steps of a sign-in.</summary>
    protected new WSFederationAuthenticationEvents Events
    {
        get => (WSFederationAuthenticationEvents)base.Events;
        set => base.Events = value;
    }

    private DateTime Now => TimeProvider.GetUtcNow().UtcDateTime;

    /// <inheritdoc/>
    public override async Task<bool> HandleRequestAsync()
    {
        if (Options.CallbackPath == Request.Path && HttpMethods.IsGet(Request.Method)
            && WSFederationMessage.TryCreate(BaseAddress, Request.Query) is { Action: WSFederationConstants.Actions.SignOutCleanup or WSFederationConstants.Actions.SignOut } message)
        {
            return await HandleRemoteSignOutAsync(message).ConfigureAwait(false);
        }

        return await base.HandleRequestAsync().ConfigureAwait(false);
    }

    /// <summary>Signs out at the token service: the browser goes there, and comes back to <see cref="WSFederationAuthenticationOptions.SignOutReply"/>.</summary>
    /// <param name="properties">What the application says; its <see cref="AuthenticationProperties.RedirectUri"/> is where the browser comes back to.</param>
    public virtual async Task SignOutAsync(AuthenticationProperties? properties)
    {
        properties ??= new AuthenticationProperties();
        var message = new WSFederationMessage(await IssuerAsync().ConfigureAwait(false), WSFederationConstants.Actions.SignOut);
        message.SetParameter(WSFederationConstants.Parameters.Realm, Options.Realm);
        message.SetParameter(WSFederationConstants.Parameters.Reply, SignOutReply(properties));
        await LeaveAsync(message, properties).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task<object> CreateEventsAsync() => Task.FromResult<object>(new WSFederationAuthenticationEvents());

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        properties.RedirectUri = ReturnUrl(properties.RedirectUri);
        properties.IsPersistent |= Options.PersistentCookiesOnPassiveRedirects;
        GenerateCorrelationId(properties);

        var message = new WSFederationMessage(await IssuerAsync().ConfigureAwait(false), WSFederationConstants.Actions.SignIn) { Context = Options.StateDataFormat!.Protect(properties) };
        message.SetParameter(WSFederationConstants.Parameters.Realm, Options.Realm);
        message.SetParameter(WSFederationConstants.Parameters.Reply, ReplyAddress);
        message.SetParameter(WSFederationConstants.Parameters.CurrentTime, Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        message.SetParameter(WSFederationConstants.Parameters.HomeRealm, Options.HomeRealm);
        message.SetParameter(WSFederationConstants.Parameters.Freshness, Options.Freshness);
        message.SetParameter(WSFederationConstants.Parameters.AuthenticationType, Options.AuthenticationType);
        message.SetParameter(WSFederationConstants.Parameters.Policy, Options.Policy);
        message.SetParameter(WSFederationConstants.Parameters.Request, Options.Request);
        message.SetParameter(WSFederationConstants.Parameters.RequestPtr, Options.RequestPtr);
        message.SetParameter(WSFederationConstants.Parameters.Resource, Options.Resource);
        await LeaveAsync(message, properties).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        if (!HttpMethods.IsPost(Request.Method) || !Request.HasFormContentType)
        {
            return HandleRequestResult.Fail("The answer to a sign-in is a form that the browser posts.");
        }

        var form = await Request.ReadFormAsync(Context.RequestAborted).ConfigureAwait(false);
        if (WSFederationMessage.TryCreate(BaseAddress, form) is not { Action: WSFederationConstants.Actions.SignIn } message
            || message.GetParameter(WSFederationConstants.Parameters.Result) is not { } result)
        {
            return HandleRequestResult.Fail("The answer to a sign-in has to be a form with wa=wsignin1.0 and a wresult. An answer by reference (wresultptr) is not taken.");
        }

        // Nobody signs in who did not begin here, in this browser: otherwise a link could sign a user in as somebody else.
        if (message.Context is not { } context || Options.StateDataFormat!.Unprotect(context) is not { } properties)
        {
            return HandleRequestResult.Fail("The answer to a sign-in has a wctx that this application did not make, or none.");
        }

        if (!ValidateCorrelationId(properties))
        {
            return HandleRequestResult.Fail("The answer to a sign-in belongs to none that this browser began.", properties);
        }

        try
        {
            return await AcceptAsync(message, result, properties).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is XmlException or SecurityTokenException)
        {
            ClaimsLog.SignInRefused(Logger, Scheme.Name, refused.Message);
            return HandleRequestResult.Fail(refused, properties);
        }
    }

    // Where the token service sends the browser back to.
    private string ReplyAddress => Options.Reply?.AbsoluteUri ?? BuildRedirectUri(Options.CallbackPath);

    private Uri BaseAddress => new($"{Request.Scheme}://{Request.Host}{OriginalPathBase}/");

    private async Task<HandleRequestResult> AcceptAsync(WSFederationMessage message, string result, AuthenticationProperties properties)
    {
        var received = new FederationTokenReceivedContext(Context, Scheme, Options, properties, message);
        await Events.SecurityTokenReceived(received).ConfigureAwait(false);
        if (received.Result is { } decided)
        {
            return decided;
        }

        var (token, identities) = await ValidateAsync(SignInResult.TokenOf(result)).ConfigureAwait(false);
        if (Options.UseTokenLifetime)
        {
            properties.ExpiresUtc = new DateTimeOffset(token.ValidTo);
            properties.SetParameter(SessionTickets.EndsAtLatest, true);
        }

        var validated = new FederationTokenValidatedContext(Context, Scheme, Options, new ClaimsPrincipal(identities), properties, token);
        await Events.SecurityTokenValidated(validated).ConfigureAwait(false);
        return validated.Result is { } changed
            ? changed
            : HandleRequestResult.Success(new AuthenticationTicket(validated.Principal!, validated.Properties, Scheme.Name));
    }

    private async Task<(SecurityToken Token, IReadOnlyList<ClaimsIdentity> Identities)> ValidateAsync(string xml)
    {
        if (Options.Metadata is { } source)
        {
            await source.GetAsync(Context.RequestAborted).ConfigureAwait(false);
        }

        try
        {
            return Validate(xml);
        }
        catch (SecurityTokenException) when (Options.Metadata is not null)
        {
            // Its key may have changed.
            var known = await Options.Metadata.GetAsync(Context.RequestAborted).ConfigureAwait(false);
            if (ReferenceEquals(known, await Options.Metadata.RefreshAsync(Context.RequestAborted).ConfigureAwait(false)))
            {
                throw;
            }

            return Validate(xml);
        }
    }

    private (SecurityToken Token, IReadOnlyList<ClaimsIdentity> Identities) Validate(string xml)
    {
        using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        reader.MoveToContent();
        var token = Options.TokenHandlers!.ReadToken(reader);
        return (token, Options.TokenHandlers.ValidateToken(token, new SecurityTokenValidationContext { Recipient = ReplyAddress }));
    }

    private async Task<bool> HandleRemoteSignOutAsync(WSFederationMessage message)
    {
        var context = new RemoteSignOutContext(Context, Scheme, Options, message);
        await Events.RemoteSignOut(context).ConfigureAwait(false);
        if (context.Result is { } result)
        {
            return result.Handled;
        }

        var properties = new AuthenticationProperties();
        properties.SetParameter(SessionTickets.IPInitiated, true);
        await Context.SignOutAsync(Options.SignOutScheme ?? SignInScheme, properties).ConfigureAwait(false);

        var issuer = await IssuerAsync().ConfigureAwait(false);
        if (Uri.TryCreate(message.GetParameter(WSFederationConstants.Parameters.Reply), UriKind.Absolute, out var reply) && (SameOrigin(reply, issuer) || SameOrigin(reply, BaseAddress)))
        {
            Response.Redirect(reply.AbsoluteUri);
            return true;
        }

        Response.Headers[HeaderNames.CacheControl] = "no-store";
        Response.ContentType = "image/gif";
        await Response.Body.WriteAsync(s_dot, Context.RequestAborted).ConfigureAwait(false);
        return true;
    }

    private async Task LeaveAsync(WSFederationMessage message, AuthenticationProperties properties)
    {
        var redirecting = new RedirectingToIdentityProviderContext(Context, Scheme, Options, properties, message);
        await Events.RedirectingToIdentityProvider(redirecting).ConfigureAwait(false);
        if (!redirecting.Cancel)
        {
            Response.Redirect(message.WriteQueryString());
        }
    }

    private async ValueTask<Uri> IssuerAsync()
    {
        if (Options.Issuer is { } issuer)
        {
            return issuer;
        }

        var metadata = await Options.Metadata!.GetAsync(Context.RequestAborted).ConfigureAwait(false);
        var endpoint = metadata.PassiveRequestorEndpoint
            ?? throw new InvalidOperationException($"The federation metadata of '{metadata.EntityId}' does not say where browsers sign in. Set WSFederationAuthenticationOptions.Issuer.");
        return endpoint.Scheme == Uri.UriSchemeHttps || !Options.RequireHttps
            ? endpoint
            : throw new InvalidOperationException($"The federation metadata of '{metadata.EntityId}' has browsers sign in at {endpoint}, which is not https. RequireHttps = false allows it, for development only.");
    }

    private string SignOutReply(AuthenticationProperties properties) =>
        properties.RedirectUri is { } asked && IsOwn(asked) ? new Uri(BaseAddress, asked).AbsoluteUri
        : Options.SignOutReply?.AbsoluteUri ?? BaseAddress.AbsoluteUri;

    // Where the browser comes back to is a place of this application, whatever a query may have said.
    private string ReturnUrl(string? asked)
    {
        if (asked is null)
        {
            return OriginalPathBase + OriginalPath + Request.QueryString;
        }

        if (IsOwn(asked))
        {
            return asked;
        }

        ClaimsLog.ForeignReturnUrl(Logger, Scheme.Name);
        return OriginalPathBase + "/";
    }

    private bool IsOwn(string url)
    {
        if (url.StartsWith('/'))
        {
            return (url.Length == 1 || url[1] is not ('/' or '\\')) && !url.Any(char.IsControl);
        }

        return Uri.TryCreate(url, UriKind.Absolute, out var absolute) && SameOrigin(absolute, BaseAddress);
    }

    private static bool SameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0 && one.UserInfo.Length == 0;
}

using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Parley.IdentityModel.Tokens;

namespace Parley.IdentityModel.Services;

/// <summary>What lies between ASP.NET Core's tickets and session tokens.</summary>
internal static class SessionTickets
{
    /// <summary>The parameter of a sign-out that the token service asked for.</summary>
    public const string IPInitiated = "Parley.IPInitiated";

    /// <summary>The parameter of a sign-in whose end is the latest that the session may have, and not the one that it shall have.</summary>
    public const string EndsAtLatest = "Parley.EndsAtLatest";

    /// <summary>The item under which the properties of a ticket have the text of a token that another application wrote.</summary>
    public const string ContextItem = ".Context";

    // Before the items of properties in a token's context.
    private const string ItemsMark = "parley-items:";
    private const int LongestDescription = 200;

    // What the token says in its own members, or is for the request alone.
    private static readonly HashSet<string> s_ownItems = [".issued", ".expires", ".persistent", ".redirect", ".refresh"];

    /// <summary>The ticket of a token.</summary>
    public static AuthenticationTicket TicketOf(SessionSecurityToken token, string scheme)
    {
        var properties = new AuthenticationProperties
        {
            IssuedUtc = new DateTimeOffset(token.ValidFrom),
            ExpiresUtc = new DateTimeOffset(token.ValidTo),
            IsPersistent = token.IsPersistent,
        };
        if (token.Context is { Length: > 0 } context)
        {
            AddItems(properties, context);
        }

        // The token of a cache is every request's: what a request adds to its user is its own.
        var principal = token.IsReferenceMode
            ? new ClaimsPrincipal(token.ClaimsPrincipal.Identities.Select(static identity => identity.Clone()))
            : token.ClaimsPrincipal;
        return new AuthenticationTicket(principal, properties, scheme);
    }

    /// <summary>The text by which a token carries the items of properties; null when there are none.</summary>
    public static string? ContextOf(AuthenticationProperties properties)
    {
        if (properties.Items.TryGetValue(ContextItem, out var own) && own is not null)
        {
            return own;
        }

        var text = new StringBuilder();
        foreach (var (key, value) in properties.Items)
        {
            if (value is not null && !s_ownItems.Contains(key))
            {
                text.Append(text.Length == 0 ? ItemsMark : "&").Append(Uri.EscapeDataString(key)).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return text.Length == 0 ? null : text.ToString();
    }

    /// <summary>The same session with a new time; in reference mode with a new generation of its key, because the cache keeps what it has.</summary>
    public static SessionSecurityToken Renew(SessionSecurityToken token, DateTime from, DateTime to) =>
        new(new SessionTokenContent
        {
            Principal = token.ClaimsPrincipal,
            ContextId = token.ContextId,
            Context = token.Context,
            EndpointId = token.EndpointId,
            ValidFrom = from,
            ValidTo = to,
            Key = token.GetKey(),
            KeyGeneration = token.IsReferenceMode ? SessionSecurityToken.FreshIdentifier() : token.KeyGeneration,
            SecureConversationVersion = token.SecureConversationVersion,
            IsPersistent = token.IsPersistent,
            IsReferenceMode = token.IsReferenceMode,
        });

    /// <summary>By what a user recognises the browser.</summary>
    public static string DescriptionOf(HttpRequest request)
    {
        var agent = request.Headers.UserAgent.ToString();
        return agent.Length > LongestDescription ? agent[..LongestDescription] : agent;
    }

    private static void AddItems(AuthenticationProperties properties, string context)
    {
        if (!context.StartsWith(ItemsMark, StringComparison.Ordinal))
        {
            properties.Items[ContextItem] = context;
            return;
        }

        foreach (var pair in new QueryStringEnumerable(context.AsMemory(ItemsMark.Length)))
        {
            properties.Items[pair.DecodeName().ToString()] = pair.DecodeValue().ToString();
        }
    }
}

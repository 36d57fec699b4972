using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Parley.IdentityModel.Tokens;

namespace Parley.IdentityModel.Services;

/// <summary>What session authentication does: the settings of WIF's SessionAuthenticationModule and of its element sessionTokenRequirement.</summary>
public class SessionAuthenticationOptions : AuthenticationSchemeOptions
{
    private TimeSpan _tokenLifetime = SessionSecurityTokenHandler.DefaultTokenLifetime;

    /// <summary>Reads and writes the cookies; a <see cref="ChunkedCookieHandler"/> when nothing is said.</summary>
    public CookieHandler CookieHandler { get; set; } = new ChunkedCookieHandler();

    /// <summary>
    /// Reads, writes and validates the tokens. Null, the default, for one that compresses and protects them by the application's Data Protection, with
    /// <see cref="Cache"/>. Who sets one sets its transforms and its cache.
    /// </summary>
    public SessionSecurityTokenHandler? TokenHandler { get; set; }

    /// <summary>Whether tokens stay at the server, and cookies carry an identifier alone; false when nothing is said.</summary>
    public bool IsReferenceMode { get; set; }

    /// <summary>Where tokens in reference mode stay. Null, the default, for the memory of this process (<see cref="MruSessionSecurityTokenCache"/>).</summary>
    public SessionSecurityTokenCache? Cache { get; set; }

    /// <summary>How long a session lasts; 10 hours when nothing is said.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan TokenLifetime
    {
        get => _tokenLifetime;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            _tokenLifetime = value;
        }
    }

    /// <summary>Whether a session that is used in the second half of its time begins its time anew; false when nothing is said.</summary>
    public bool SlidingExpiration { get; set; }

    /// <summary>Which endpoint or application tokens are for. A token of another is refused. Empty, the default, for any that has the keys.</summary>
    public string EndpointId { get; set; } = string.Empty;

    /// <summary>Where a browser goes that must sign in; null, the default, to answer 401.</summary>
    public PathString? LoginPath { get; set; }

    /// <summary>Where a browser goes whose user may not do this; null, the default, to answer 403.</summary>
    public PathString? AccessDeniedPath { get; set; }

    /// <summary>The query parameter that tells <see cref="LoginPath"/> and <see cref="AccessDeniedPath"/> where the browser came from.</summary>
    public string ReturnUrlParameter { get; set; } = "ReturnUrl";

    /// <summary>Knows the sessions of users, so that they can be listed and ended. Null, the default, to know none: then a session ends by its time and by its browser's sign-out.</summary>
    public UserSessionRegistry? Sessions { get; set; }

    /// <summary>Who a user is to <see cref="Sessions"/>: the claim NameIdentifier when nothing is said, or else the name. A principal without one is not in the registry.</summary>
    public Func<ClaimsPrincipal, string?> UserIdOf { get; set; } = static principal =>
        principal.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)?.Value ?? principal.Identity?.Name;

    /// <summary>What the application does at the steps of a session.</summary>
    public new SessionAuthenticationEvents Events
    {
        get => (SessionAuthenticationEvents)base.Events!;
        set => base.Events = value;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A setting is missing.</exception>
    public override void Validate()
    {
        base.Validate();
        if (CookieHandler is null)
        {
            throw new ArgumentException("SessionAuthenticationOptions.CookieHandler is null. Leave it at its default, or set a CookieHandler.");
        }

        if (EndpointId is null)
        {
            throw new ArgumentException("SessionAuthenticationOptions.EndpointId is null. Use an empty text for any endpoint.");
        }

        if (IsReferenceMode && TokenHandler is { Cache: null })
        {
            throw new ArgumentException("SessionAuthenticationOptions.IsReferenceMode needs a cache: give one to the SessionSecurityTokenHandler that TokenHandler is set to.");
        }
    }
}

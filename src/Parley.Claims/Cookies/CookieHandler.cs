using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Parley.IdentityModel.Services;

/// <summary>Reads and writes the cookies of claims sessions. WIF documentation: CookieHandler.</summary>
/// <remarks>Settings are made before the first use. Several requests use a handler at once.</remarks>
public abstract class CookieHandler
{
    private const string DefaultName = "FedAuth";

    private string _name = DefaultName;
    private TimeSpan? _persistentSessionLifetime;

    /// <summary>The cookie's name; FedAuth when nothing is said.</summary>
    /// <exception cref="ArgumentException">The name is empty, or no name of a cookie.</exception>
    public string Name
    {
        get => _name;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            _ = new SetCookieHeaderValue(value);   // throws for what is no token
            _name = value;
        }
    }

    /// <summary>For which paths the browser sends the cookie; null for the application's own base path. Browsers tell capitals from small letters.</summary>
    public string? Path { get; set; }

    /// <summary>For which domain the browser sends the cookie; null for the host that set it alone.</summary>
    public string? Domain { get; set; }

    /// <summary>Whether scripts cannot see the cookie (HttpOnly); true when nothing is said.</summary>
    public bool HideFromClientScript { get; set; } = true;

    /// <summary>Whether the browser sends the cookie by HTTPS only (Secure); true when nothing is said. Browsers make an exception for localhost.</summary>
    public bool RequireSsl { get; set; } = true;

    /// <summary>Whether the browser sends the cookie with requests that other sites cause; Lax when nothing is said: with links, but not with their forms and frames.</summary>
    public Microsoft.AspNetCore.Http.SameSiteMode SameSite { get; set; } = Microsoft.AspNetCore.Http.SameSiteMode.Lax;

    /// <summary>How long a persistent cookie lives in the browser; null for as long as its token is valid. WIF's value zero means null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan? PersistentSessionLifetime
    {
        get => _persistentSessionLifetime;
        set
        {
            if (value is { } lifetime)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, TimeSpan.Zero, nameof(value));
            }

            _persistentSessionLifetime = value == TimeSpan.Zero ? null : value;
        }
    }

    /// <summary>What a request's cookies hold; null when there is none, or when they are no encoding of bytes.</summary>
    /// <param name="context">The request.</param>
    public abstract byte[]? Read(HttpContext context);

    /// <summary>Sets the cookies of a response.</summary>
    /// <param name="context">The response, which has not begun.</param>
    /// <param name="value">What they hold.</param>
    /// <param name="isPersistent">Whether they outlive the browser.</param>
    /// <param name="tokenExpirationTime">Until when the token is valid, in UTC.</param>
    /// <exception cref="InvalidOperationException">The value is larger than cookies may be.</exception>
    public abstract void Write(HttpContext context, byte[] value, bool isPersistent, DateTime tokenExpirationTime);

    /// <summary>Removes the cookies that the request has.</summary>
    /// <param name="context">The response, which has not begun.</param>
    public abstract void Delete(HttpContext context);

    /// <summary>Until when a persistent cookie lives in the browser; null for a cookie that ends with the browser.</summary>
    /// <param name="isPersistent">Whether it is persistent.</param>
    /// <param name="now">The time, in UTC.</param>
    /// <param name="tokenExpirationTime">Until when the token is valid, in UTC.</param>
    protected DateTimeOffset? ExpiryOf(bool isPersistent, DateTimeOffset now, DateTime tokenExpirationTime) =>
        !isPersistent ? null
        : PersistentSessionLifetime is { } lifetime ? now + lifetime
        : new DateTimeOffset(DateTime.SpecifyKind(tokenExpirationTime, DateTimeKind.Utc));

    /// <summary>Sets one cookie. The value is written as it is: .NET Framework reads it without decoding.</summary>
    /// <param name="context">The response.</param>
    /// <param name="name">The cookie's name.</param>
    /// <param name="value">The cookie's value: letters that a cookie may have.</param>
    /// <param name="expires">Until when it lives; null for as long as the browser.</param>
    protected void SetCookie(HttpContext context, string name, string value, DateTimeOffset? expires)
    {
        ArgumentNullException.ThrowIfNull(context);
        var cookie = new SetCookieHeaderValue(name, value)
        {
            Path = PathOf(context),
            Domain = Domain,
            HttpOnly = HideFromClientScript,
            Secure = RequireSsl,
            Expires = expires,
            SameSite = (Microsoft.Net.Http.Headers.SameSiteMode)SameSite,
        };
        context.Response.Headers.Append(HeaderNames.SetCookie, cookie.ToString());
    }

    /// <summary>Takes back what this response was to set for a cookie, so that a browser gets one answer.</summary>
    /// <param name="context">The response.</param>
    /// <param name="name">The cookie's name.</param>
    protected static void TakeBack(HttpContext context, string name)
    {
        ArgumentNullException.ThrowIfNull(context);
        var headers = context.Response.Headers.SetCookie;
        if (headers.Count > 0)
        {
            context.Response.Headers.SetCookie = headers.Where(header => header?.StartsWith(name + "=", StringComparison.Ordinal) != true).ToArray();
        }
    }

    /// <summary>The name of a chunk: the cookie's own for the first, then with the numbers from 1.</summary>
    /// <param name="index">Which chunk, from 0.</param>
    protected string ChunkName(int index) => index == 0 ? Name : Name + index.ToString(CultureInfo.InvariantCulture);

    // WIF's default: the application's virtual path with a slash at its end.
    private string PathOf(HttpContext context) => Path ?? (context.Request.PathBase.HasValue ? context.Request.PathBase.ToUriComponent().TrimEnd('/') + "/" : "/");
}

using System.Collections.ObjectModel;
using System.Security.Claims;
using System.Xml;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Claims;
using Parley.Claims.Serialization;

namespace Parley.IdentityModel.Tokens;

/// <summary>
/// Reads, writes and validates the tokens of claims sessions: a SecurityContextToken element whose Cookie holds the whole principal, after the
/// <see cref="Transforms"/>, in the form of .NET Framework 4.5 and later. WIF documentation: SessionSecurityTokenHandler.
/// </summary>
/// <remarks>Several threads use a handler at once.</remarks>
public class SessionSecurityTokenHandler : SecurityTokenHandler
{
    private const string CookieTokenType = "http://schemas.microsoft.com/ws/2006/05/servicemodel/tokens/SecureConversation";
    private const string February2005TokenType = "http://schemas.xmlsoap.org/ws/2005/02/sc/sct";
    private const string V13TokenType = "http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512/sct";

    private readonly ReadOnlyCollection<CookieTransform> _transforms;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private TimeSpan _tokenLifetime = DefaultTokenLifetime;
    private TimeSpan _maxClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Creates a handler.</summary>
    /// <param name="transforms">
    /// The steps from token to cookie, in the order of writing. They must encrypt and authenticate: who can make a cookie can be anybody. In an application that is
    /// <see cref="DeflateCookieTransform"/> and <see cref="DataProtectionCookieTransform"/>; for cookies of .NET Framework Deflate, RsaEncryption and RsaSignature.
    /// </param>
    /// <param name="cache">Where tokens in reference mode are kept; null where there are none.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="logger">Where warnings go; null for nowhere.</param>
    /// <exception cref="ArgumentNullException"><paramref name="transforms"/> is null, or one of them.</exception>
    public SessionSecurityTokenHandler(
        IEnumerable<CookieTransform> transforms, SessionSecurityTokenCache? cache = null, TimeProvider? timeProvider = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(transforms);
        _transforms = new ReadOnlyCollection<CookieTransform>([.. transforms]);
        foreach (var transform in _transforms)
        {
            ArgumentNullException.ThrowIfNull(transform, nameof(transforms));
        }

        Cache = cache;
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>How long a token is valid when nothing else is said: 10 hours.</summary>
    public static TimeSpan DefaultTokenLifetime => SessionSecurityToken.DefaultLifetime;

    /// <summary>The name of the element that holds a token's content: Cookie.</summary>
    public virtual string CookieElementName => SessionTokenNames.Cookie;

    /// <summary>The namespace of the element that holds a token's content.</summary>
    public virtual string CookieNamespace => SessionTokenNames.CookieNamespace;

    /// <summary>The steps from token to cookie, in the order of writing.</summary>
    public ReadOnlyCollection<CookieTransform> Transforms => _transforms;

    /// <summary>Where tokens in reference mode are kept; null where there are none.</summary>
    public SessionSecurityTokenCache? Cache { get; }

    /// <summary>How long tokens are valid that the handler makes; 10 hours when nothing is said.</summary>
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

    /// <summary>By how much clocks of issuer and reader may differ; 5 minutes when nothing is said.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan MaxClockSkew
    {
        get => _maxClockSkew;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _maxClockSkew = value;
        }
    }

    /// <inheritdoc/>
    public override Type TokenType => typeof(SessionSecurityToken);

    /// <inheritdoc/>
    public override bool CanValidateToken => true;

    /// <inheritdoc/>
    public override bool CanWriteToken => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> GetTokenTypeIdentifiers() => [CookieTokenType, February2005TokenType, V13TokenType];

    /// <summary>Makes a token for a new session, with a fresh identifier and a fresh key.</summary>
    /// <param name="principal">The user.</param>
    /// <param name="context">A text of the application's own; null when there is none.</param>
    /// <param name="endpointId">Which endpoint or application the token is for; empty for any.</param>
    /// <param name="validFrom">From when it is valid.</param>
    /// <param name="validTo">Until when it is valid.</param>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It ends before it begins.</exception>
    public virtual SessionSecurityToken CreateSessionSecurityToken(ClaimsPrincipal principal, string? context, string? endpointId, DateTime validFrom, DateTime validTo) =>
        new(principal, context, endpointId, validFrom, validTo);

    /// <summary>Writes a token as the bytes of a cookie: its element in UTF-8. A token in reference mode has only its identifier there: <see cref="StoreAsync"/> keeps it.</summary>
    /// <param name="sessionToken">The token.</param>
    /// <exception cref="ArgumentNullException"><paramref name="sessionToken"/> is null.</exception>
    /// <exception cref="ArgumentException">A text of the token cannot be written.</exception>
    public virtual byte[] WriteToken(SessionSecurityToken sessionToken)
    {
        ArgumentNullException.ThrowIfNull(sessionToken);
        return SessionTokenElement.Write(sessionToken, sessionToken.IsReferenceMode ? null : Encode(sessionToken), CookieElementName, CookieNamespace);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    /// <exception cref="ArgumentException">The token is no <see cref="SessionSecurityToken"/>.</exception>
    public override void WriteToken(XmlWriter writer, SecurityToken token)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(token);
        if (token is not SessionSecurityToken session)
        {
            throw new ArgumentException($"The handler writes session tokens, not a {token.GetType().Name}.", nameof(token));
        }

        SessionTokenElement.Write(writer, session, session.IsReferenceMode ? null : Encode(session), CookieElementName, CookieNamespace);
    }

    /// <summary>Keeps a token in the cache, where it is in reference mode; any other is not kept.</summary>
    /// <param name="sessionToken">The token.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentNullException"><paramref name="sessionToken"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The token is in reference mode, and the handler has no cache.</exception>
    public async ValueTask StoreAsync(SessionSecurityToken sessionToken, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sessionToken);
        if (!sessionToken.IsReferenceMode)
        {
            return;
        }

        var cache = Cache ?? throw new InvalidOperationException("The session token is in reference mode: a SessionSecurityTokenCache must keep it. Give one to the SessionSecurityTokenHandler.");
        if (!await cache.AddAsync(KeyOf(sessionToken), sessionToken, sessionToken.ValidTo, cancellationToken).ConfigureAwait(false))
        {
            ClaimsLog.TokenNotReplaced(_logger, sessionToken.ContextId.ToString());
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    public override bool CanReadToken(XmlReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.NodeType == XmlNodeType.Element && reader.LocalName == SessionTokenNames.SecurityContextToken && SessionTokenNames.VersionOf(reader.NamespaceURI) is not null;
    }

    /// <summary>Reads a token from the bytes of a cookie. It is not validated: see <see cref="ValidateToken(SessionSecurityToken, string)"/>.</summary>
    /// <param name="token">The token's element in UTF-8.</param>
    /// <param name="endpointId">Which endpoint or application reads: a token in reference mode is looked for under it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is null.</exception>
    /// <exception cref="XmlException">The token is damaged, or is none.</exception>
    /// <exception cref="SecurityTokenNotFoundException">The token is in reference mode, and the cache does not have it.</exception>
    public async ValueTask<SessionSecurityToken> ReadTokenAsync(byte[] token, string endpointId = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(endpointId);
        var element = SessionTokenElement.Read(token, CookieElementName, CookieNamespace);
        return element.Cookie is { } cookie ? Decode(element, cookie) : await FindAsync(element, endpointId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a token from the bytes of a cookie. It waits for a cache that is not in memory; <see cref="ReadTokenAsync"/> does not.</summary>
    /// <param name="token">The token's element in UTF-8.</param>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is null.</exception>
    /// <exception cref="XmlException">The token is damaged, or is none.</exception>
    /// <exception cref="SecurityTokenNotFoundException">The token is in reference mode, and the cache does not have it.</exception>
    public virtual SessionSecurityToken ReadToken(byte[] token) => Wait(ReadTokenAsync(token));

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="XmlException">The token is damaged, or is none.</exception>
    /// <exception cref="SecurityTokenNotFoundException">The token is in reference mode, and the cache does not have it.</exception>
    public override SecurityToken ReadToken(XmlReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var element = SessionTokenElement.Read(reader, CookieElementName, CookieNamespace);
        return element.Cookie is { } cookie ? Decode(element, cookie) : Wait(FindAsync(element, string.Empty, CancellationToken.None));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is null.</exception>
    /// <exception cref="ArgumentException">The token is no <see cref="SessionSecurityToken"/>.</exception>
    public override ReadOnlyCollection<ClaimsIdentity> ValidateToken(SecurityToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var session = token as SessionSecurityToken ?? throw new ArgumentException($"The handler validates session tokens, not a {token.GetType().Name}.", nameof(token));
        ValidateSession(session);
        return new ReadOnlyCollection<ClaimsIdentity>([.. session.ClaimsPrincipal.Identities]);
    }

    /// <summary>Validates a token for an endpoint, and says whom it speaks of.</summary>
    /// <param name="token">The token.</param>
    /// <param name="endpointId">Which endpoint or application asks; compared letter by letter. A token for any endpoint (empty) is right for each.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    /// <exception cref="SecurityTokenValidationException">The token is for another endpoint, or its time has not begun or has ended.</exception>
    public virtual ReadOnlyCollection<ClaimsIdentity> ValidateToken(SessionSecurityToken token, string endpointId)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(endpointId);
        if (token.EndpointId.Length > 0 && token.EndpointId != endpointId)
        {
            throw new SecurityTokenValidationException($"The session token is for the endpoint '{token.EndpointId}', not for '{endpointId}'.");
        }

        return ValidateToken(token);
    }

    /// <summary>Checks the times of a token.</summary>
    /// <param name="securityToken">The token.</param>
    /// <exception cref="ArgumentNullException"><paramref name="securityToken"/> is null.</exception>
    /// <exception cref="SecurityTokenNotYetValidException">Its time has not begun.</exception>
    /// <exception cref="SecurityTokenExpiredException">Its time has ended.</exception>
    protected virtual void ValidateSession(SessionSecurityToken securityToken)
    {
        ArgumentNullException.ThrowIfNull(securityToken);
        var now = _time.GetUtcNow().UtcDateTime;
        if (securityToken.ValidFrom - now > MaxClockSkew)
        {
            throw new SecurityTokenNotYetValidException($"The session token is valid from {securityToken.ValidFrom:u} on, and it is {now:u}. MaxClockSkew is {MaxClockSkew}.");
        }

        if (now - securityToken.ValidTo >= MaxClockSkew)
        {
            throw new SecurityTokenExpiredException($"The session token was valid until {securityToken.ValidTo:u}, and it is {now:u}. MaxClockSkew is {MaxClockSkew}.");
        }
    }

    /// <summary>Applies the transforms.</summary>
    /// <param name="cookie">What the first, or when undoing the last, transform is given.</param>
    /// <param name="outbound">Whether it is written; otherwise it is undone.</param>
    /// <exception cref="ArgumentNullException"><paramref name="cookie"/> is null.</exception>
    /// <exception cref="XmlException">It cannot be undone: it was changed, or made by other transforms or keys.</exception>
    protected virtual byte[] ApplyTransforms(byte[] cookie, bool outbound)
    {
        ArgumentNullException.ThrowIfNull(cookie);
        return outbound ? SessionTokenCodec.Do(_transforms, cookie) : SessionTokenCodec.Undo(_transforms, cookie);
    }

    /// <summary>By what the cache finds a token.</summary>
    internal static SessionSecurityTokenCacheKey KeyOf(SessionSecurityToken token) => new(token.EndpointId, token.ContextId, token.KeyGeneration);

    private byte[] Encode(SessionSecurityToken token)
    {
        using var writer = new SessionXmlWriter();
        SessionTokenWriter.Write(writer, token);
        return ApplyTransforms(NrbfEnvelope.Wrap(writer.Written), outbound: true);
    }

    // What is outside of the protected content must agree with what is inside.
    private SessionSecurityToken Decode(SessionTokenElement element, byte[] cookie)
    {
        var token = SessionTokenReader.Read(NrbfEnvelope.Unwrap(ApplyTransforms(cookie, outbound: false)));
        return token.ContextId == element.ContextId && token.KeyGeneration == element.KeyGeneration
            ? token
            : throw new XmlException("The session token is damaged: its identifier is not that of its content.");
    }

    private async ValueTask<SessionSecurityToken> FindAsync(SessionTokenElement element, string endpointId, CancellationToken cancellationToken)
    {
        var found = Cache is null
            ? null
            : await Cache.GetAsync(new SessionSecurityTokenCacheKey(endpointId, element.ContextId, element.KeyGeneration), cancellationToken).ConfigureAwait(false);
        return found ?? throw new SecurityTokenNotFoundException(
            "The session token is in reference mode, and the cache does not have it: the session has ended, was signed out, was pushed out of the cache, or lives in another process.");
    }

    private static SessionSecurityToken Wait(ValueTask<SessionSecurityToken> reading) =>
        reading.IsCompleted ? reading.GetAwaiter().GetResult() : reading.AsTask().GetAwaiter().GetResult();
}

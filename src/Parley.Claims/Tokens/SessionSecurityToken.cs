using System.Security.Claims;
using System.Security.Cryptography;
using System.Xml;

namespace Parley.IdentityModel.Tokens;

/// <summary>
/// The token of a session with a user: it carries the whole principal, so that an application need not ask again who calls. It travels in cookies
/// (<see cref="SessionSecurityTokenHandler"/>), or stays at the server with only its identifier in the cookie (<see cref="IsReferenceMode"/>).
/// WIF documentation: SessionSecurityToken.
/// </summary>
/// <remarks>Times are UTC; a time of another kind is converted. A token is not changed after it was made, but for <see cref="IsPersistent"/> and <see cref="IsReferenceMode"/>.</remarks>
public class SessionSecurityToken : SecurityToken
{
    /// <summary>How long a token is valid that is made without an end: 10 hours.</summary>
    internal static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(10);

    /// <summary>WS-SecureConversation 1.3: the version that tokens have when nothing else is said.</summary>
    internal static readonly Uri DefaultVersion = new("http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512");

    private const int KeyLength = 32;

    private readonly byte[] _key;

    /// <summary>Creates a token that is valid from now on for ten hours.</summary>
    /// <param name="claimsPrincipal">The user.</param>
    /// <exception cref="ArgumentNullException"><paramref name="claimsPrincipal"/> is null.</exception>
    public SessionSecurityToken(ClaimsPrincipal claimsPrincipal)
        : this(claimsPrincipal, context: null)
    {
    }

    /// <summary>Creates a token that is valid from now on.</summary>
    /// <param name="claimsPrincipal">The user.</param>
    /// <param name="lifetime">For how long; more than zero.</param>
    /// <exception cref="ArgumentNullException"><paramref name="claimsPrincipal"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lifetime"/> is not positive, or ends after the year 9999.</exception>
    public SessionSecurityToken(ClaimsPrincipal claimsPrincipal, TimeSpan lifetime)
        : this(claimsPrincipal, contextId: null, context: null, endpointId: null, lifetime, key: null)
    {
    }

    /// <summary>Creates a token that is valid from now on for ten hours.</summary>
    /// <param name="claimsPrincipal">The user.</param>
    /// <param name="context">A text of the application's own; null when there is none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="claimsPrincipal"/> is null.</exception>
    public SessionSecurityToken(ClaimsPrincipal claimsPrincipal, string? context)
        : this(claimsPrincipal, context, validFrom: null, validTo: null)
    {
    }

    /// <summary>Creates a token.</summary>
    /// <param name="claimsPrincipal">The user.</param>
    /// <param name="context">A text of the application's own; null when there is none.</param>
    /// <param name="validFrom">From when it is valid; null for now.</param>
    /// <param name="validTo">Until when; null for ten hours later.</param>
    /// <exception cref="ArgumentNullException"><paramref name="claimsPrincipal"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It ends before it begins.</exception>
    public SessionSecurityToken(ClaimsPrincipal claimsPrincipal, string? context, DateTime? validFrom, DateTime? validTo)
        : this(claimsPrincipal, context, endpointId: null, validFrom, validTo)
    {
    }

    /// <summary>Creates a token.</summary>
    /// <param name="claimsPrincipal">The user.</param>
    /// <param name="context">A text of the application's own; null when there is none.</param>
    /// <param name="endpointId">Which endpoint or application the token is for; null or empty for any.</param>
    /// <param name="validFrom">From when it is valid; null for now.</param>
    /// <param name="validTo">Until when; null for ten hours later.</param>
    /// <exception cref="ArgumentNullException"><paramref name="claimsPrincipal"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It ends before it begins.</exception>
    public SessionSecurityToken(ClaimsPrincipal claimsPrincipal, string? context, string? endpointId, DateTime? validFrom, DateTime? validTo)
        : this(claimsPrincipal, contextId: null, context, endpointId, validFrom, validTo, key: null)
    {
    }

    /// <summary>Creates a token that is valid from now on.</summary>
    /// <param name="claimsPrincipal">The user.</param>
    /// <param name="contextId">The session's identifier; null for a fresh one. A new session has a fresh one: a cache keeps what it has first.</param>
    /// <param name="context">A text of the application's own; null when there is none.</param>
    /// <param name="endpointId">Which endpoint or application the token is for; null or empty for any.</param>
    /// <param name="lifetime">For how long; more than zero.</param>
    /// <param name="key">The session's key, which is copied; null for a fresh one of 256 bits.</param>
    /// <exception cref="ArgumentNullException"><paramref name="claimsPrincipal"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lifetime"/> is not positive, or ends after the year 9999.</exception>
    public SessionSecurityToken(ClaimsPrincipal claimsPrincipal, UniqueId? contextId, string? context, string? endpointId, TimeSpan lifetime, byte[]? key)
        : this(claimsPrincipal, contextId, context, endpointId, DateTime.UtcNow, lifetime, key)
    {
    }

    /// <summary>Creates a token.</summary>
    /// <param name="claimsPrincipal">The user.</param>
    /// <param name="contextId">The session's identifier; null for a fresh one. A new session has a fresh one: a cache keeps what it has first.</param>
    /// <param name="context">A text of the application's own; null when there is none.</param>
    /// <param name="endpointId">Which endpoint or application the token is for; null or empty for any.</param>
    /// <param name="validFrom">From when it is valid; null for now.</param>
    /// <param name="validTo">Until when; null for ten hours later.</param>
    /// <param name="key">The session's key, which is copied; null for a fresh one of 256 bits.</param>
    /// <exception cref="ArgumentNullException"><paramref name="claimsPrincipal"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It ends before it begins.</exception>
    public SessionSecurityToken(ClaimsPrincipal claimsPrincipal, UniqueId? contextId, string? context, string? endpointId, DateTime? validFrom, DateTime? validTo, byte[]? key)
        : this(new SessionTokenContent
        {
            Principal = claimsPrincipal ?? throw new ArgumentNullException(nameof(claimsPrincipal)),
            ContextId = contextId ?? FreshIdentifier(),
            Context = context,
            EndpointId = endpointId ?? string.Empty,
            ValidFrom = Utc(validFrom ?? DateTime.UtcNow),
            ValidTo = Utc(validTo ?? Later(validFrom ?? DateTime.UtcNow, DefaultLifetime)),
            Key = Copy(key),
        })
    {
    }

    private SessionSecurityToken(ClaimsPrincipal claimsPrincipal, UniqueId? contextId, string? context, string? endpointId, DateTime now, TimeSpan lifetime, byte[]? key)
        : this(claimsPrincipal, contextId, context, endpointId, now, End(now, lifetime), key)
    {
    }

    /// <summary>Creates a token of all that it holds; it keeps the key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It ends before it begins.</exception>
    internal SessionSecurityToken(SessionTokenContent content)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(content.ValidTo, content.ValidFrom, "validTo");
        Id = content.Id ?? $"_{Guid.NewGuid():D}";
        ContextId = content.ContextId;
        Context = content.Context;
        EndpointId = content.EndpointId;
        ClaimsPrincipal = content.Principal;
        SecureConversationVersion = content.SecureConversationVersion ?? DefaultVersion;
        KeyGeneration = content.KeyGeneration;
        ValidFrom = content.ValidFrom;
        ValidTo = content.ValidTo;
        KeyEffectiveTime = content.KeyEffectiveTime ?? content.ValidFrom;
        KeyExpirationTime = content.KeyExpirationTime ?? content.ValidTo;
        IsPersistent = content.IsPersistent;
        IsReferenceMode = content.IsReferenceMode;
        _key = content.Key;
    }

    /// <summary>The user, with all identities.</summary>
    public ClaimsPrincipal ClaimsPrincipal { get; }

    /// <summary>A text of the application's own; null when there is none.</summary>
    public string? Context { get; }

    /// <summary>The session's identifier. A token that is issued again for the same session keeps it.</summary>
    public UniqueId ContextId { get; }

    /// <summary>Which endpoint or application the token is for; empty for any.</summary>
    public string EndpointId { get; }

    /// <inheritdoc/>
    public override string Id { get; }

    /// <summary>Whether the token's cookie outlives the browser.</summary>
    public bool IsPersistent { get; set; }

    /// <summary>Whether the token stays at the server, in a <see cref="SessionSecurityTokenCache"/>, and the cookie carries its identifier alone.</summary>
    public bool IsReferenceMode { get; set; }

    /// <summary>From when the key is valid, in UTC.</summary>
    public DateTime KeyEffectiveTime { get; }

    /// <summary>Until when the key is valid, in UTC.</summary>
    public DateTime KeyExpirationTime { get; }

    /// <summary>Which key of the session it is; null for the first.</summary>
    public UniqueId? KeyGeneration { get; }

    /// <summary>The namespace of the WS-SecureConversation version that the token has.</summary>
    public Uri SecureConversationVersion { get; }

    /// <inheritdoc/>
    public override DateTime ValidFrom { get; }

    /// <inheritdoc/>
    public override DateTime ValidTo { get; }

    /// <summary>The key without a copy, for who writes it.</summary>
    internal ReadOnlySpan<byte> Key => _key;

    /// <summary>The session's key: a copy that the caller owns. Whoever has it can sign as the session.</summary>
    public byte[] GetKey() => [.. _key];

    /// <summary>An identifier that nobody can guess: a cookie in reference mode has nothing else.</summary>
    internal static UniqueId FreshIdentifier()
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        return new UniqueId(new Guid(random));
    }

    private static byte[] Copy(byte[]? key)
    {
        if (key is null)
        {
            return RandomNumberGenerator.GetBytes(KeyLength);
        }

        return key.Length > 0 ? [.. key] : throw new ArgumentException("The key of a session cannot be empty.", nameof(key));
    }

    private static DateTime Utc(DateTime time) =>
        time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc);

    private static DateTime End(DateTime from, TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        return DateTime.MaxValue - from < lifetime
            ? throw new ArgumentOutOfRangeException(nameof(lifetime), lifetime, "The token would end after the year 9999.")
            : from + lifetime;
    }

    // Saturates: a token without an end of its own that begins in the year 9999.
    private static DateTime Later(DateTime from, TimeSpan lifetime) =>
        DateTime.MaxValue - from < lifetime ? DateTime.MaxValue : from + lifetime;
}

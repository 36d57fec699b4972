using System.Collections.ObjectModel;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;

namespace Parley.IdentityModel.Tokens;

/// <summary>What the handlers of tokens must know to validate them. WIF documentation: SecurityTokenHandlerConfiguration.</summary>
/// <remarks>Settings are made before the first token is read.</remarks>
public class SecurityTokenHandlerConfiguration
{
    private const int LeastTokenSize = 1024;

    private TimeSpan _maxClockSkew = DefaultMaxClockSkew;
    private int _maxTokenSize = 1024 * 1024;
    private TokenReplayCache? _tokenReplayCache;

    /// <summary>By how much clocks may differ when nothing else is said: 5 minutes.</summary>
    public static TimeSpan DefaultMaxClockSkew => TimeSpan.FromMinutes(5);

    /// <summary>For whom tokens must be issued. It takes none before this application's URIs are added.</summary>
    public AudienceRestriction AudienceRestriction { get; set; } = new();

    /// <summary>Who is trusted to issue tokens; nobody when nothing is said.</summary>
    public IssuerNameRegistry IssuerNameRegistry { get; set; } = new ConfigurationBasedIssuerNameRegistry();

    /// <summary>
    /// What else is asked of the certificate that a token is signed with. Nothing when nothing is said: <see cref="IssuerNameRegistry"/> trusts single certificates, not those
    /// who issue certificates.
    /// </summary>
    public X509CertificateValidator CertificateValidator { get; set; } = X509CertificateValidator.None;

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

    /// <summary>
    /// Whether a token is taken once only; false when nothing is said. It needs a <see cref="TokenReplayCache"/> that all processes of the application share. A token that says itself
    /// that it must be used once (OneTimeUse, DoNotCacheCondition) is taken once in any case.
    /// </summary>
    public bool DetectReplayedTokens { get; set; }

    /// <summary>Remembers which tokens were used; in memory when nothing is said.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TokenReplayCache TokenReplayCache
    {
        get => LazyInitializer.EnsureInitialized(ref _tokenReplayCache, () => new DefaultTokenReplayCache(500_000, TimeProvider));
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _tokenReplayCache = value;
        }
    }

    /// <summary>Whether identities keep the token that they were made of (<see cref="ClaimsIdentity.BootstrapContext"/>); false when nothing is said.</summary>
    public bool SaveBootstrapContext { get; set; }

    /// <summary>This application's certificates with their RSA private keys, for which tokens may be encrypted; several while they change.</summary>
    public Collection<X509Certificate2> ServiceCertificates { get; } = [];

    /// <summary>The type of the claims that are names of identities.</summary>
    public string NameClaimType { get; set; } = ClaimsIdentity.DefaultNameClaimType;

    /// <summary>The type of the claims that are roles.</summary>
    public string RoleClaimType { get; set; } = ClaimsIdentity.DefaultRoleClaimType;

    /// <summary>Whether signatures and digests with SHA-1 are taken, as token services of old make them; false when nothing is said, because SHA-1 is broken.</summary>
    public bool AllowSha1Signatures { get; set; }

    /// <summary>How large a token may be, in characters; 1,048,576 when nothing is said.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1,024.</exception>
    public int MaxTokenSize
    {
        get => _maxTokenSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, LeastTokenSize);
            _maxTokenSize = value;
        }
    }

    /// <summary>The clock; the system's when nothing is said.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}

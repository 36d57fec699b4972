using Parley.Security;

namespace Parley.Channels;

/// <summary>Settings of message security that only the client's side knows. WCF documentation: LocalClientSecuritySettings.</summary>
public sealed class LocalClientSecuritySettings
{
    /// <summary>Creates the settings with their defaults.</summary>
    public LocalClientSecuritySettings()
    {
    }

    /// <summary>Whether tokens that carry their own state are kept for later channels. Default true.</summary>
    public bool CacheCookies { get; set; } = true;

    /// <summary>At which part of a token's life it is renewed. 0 to 100 percent; default 60.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int CookieRenewalThresholdPercentage
    {
        get;
        set => field = value is >= 0 and <= 100
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "CookieRenewalThresholdPercentage is from 0 to 100.");
    } = 60;

    /// <summary>Whether a message that has come before is refused. Default true.</summary>
    public bool DetectReplays { get; set; } = true;

    /// <summary>Decides whether a service's certificate proves the identity of its address. Default <see cref="IdentityVerifier.CreateDefault"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IdentityVerifier IdentityVerifier
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = IdentityVerifier.CreateDefault();

    /// <summary>How much the clocks of the two sides may differ. 0 or more; default 5 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan MaxClockSkew
    {
        get;
        set => field = Defined.Time(value, nameof(MaxClockSkew));
    } = TimeSpan.FromMinutes(5);

    /// <summary>How long tokens that carry their own state are kept. More than 0; default <see cref="TimeSpan.MaxValue"/>: as long as they are valid.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan MaxCookieCachingTime
    {
        get;
        set => field = Defined.PositiveTime(value, nameof(MaxCookieCachingTime));
    } = TimeSpan.MaxValue;

    /// <summary>
    /// Whether a secure session over connections (TCP, local sockets) goes on over a new one when its connection is lost; a session over HTTP needs none. Without
    /// a reliable session above, the new connection is tried for the binding's SendTimeout. Default true; the standard bindings set it only with
    /// a reliable session. WCF documentation: LocalClientSecuritySettings.ReconnectTransportOnFailure.
    /// </summary>
    public bool ReconnectTransportOnFailure { get; set; } = true;

    /// <summary>How many messages are remembered to find replays. When so many are valid at once, more are refused. 1 or more; default 900000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int ReplayCacheSize
    {
        get;
        set => field = Defined.AtLeast(1, value, nameof(ReplayCacheSize));
    } = 900_000;

    /// <summary>How old a message may be, beside the difference of the clocks. More than 0; default 5 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan ReplayWindow
    {
        get;
        set => field = Defined.PositiveTime(value, nameof(ReplayWindow));
    } = TimeSpan.FromMinutes(5);

    /// <summary>After which time the key of a secure session is renewed at the latest. More than 0; default 10 hours.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan SessionKeyRenewalInterval
    {
        get;
        set => field = Defined.PositiveTime(value, nameof(SessionKeyRenewalInterval));
    } = TimeSpan.FromHours(10);

    /// <summary>For how long messages under the key before are taken after a renewal. More than 0; default 5 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan SessionKeyRolloverInterval
    {
        get;
        set => field = Defined.PositiveTime(value, nameof(SessionKeyRolloverInterval));
    } = TimeSpan.FromMinutes(5);

    /// <summary>For how long a message says that it is valid. More than 0; default 5 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan TimestampValidityDuration
    {
        get;
        set => field = Defined.PositiveTime(value, nameof(TimestampValidityDuration));
    } = TimeSpan.FromMinutes(5);

    /// <summary>Makes a copy.</summary>
    public LocalClientSecuritySettings Clone() => (LocalClientSecuritySettings)MemberwiseClone();
}

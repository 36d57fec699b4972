using Parley.Security;

namespace Parley.Channels;

/// <summary>Settings of message security that only the service's side knows. WCF documentation: LocalServiceSecuritySettings.</summary>
public sealed class LocalServiceSecuritySettings
{
    /// <summary>Creates the settings with their defaults.</summary>
    public LocalServiceSecuritySettings()
    {
    }

    /// <summary>Whether a message that has come before is refused. Default true.</summary>
    public bool DetectReplays { get; set; } = true;

    /// <summary>How long a session may go from the issue of its token to its first message. More than 0; default 2 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan InactivityTimeout
    {
        get;
        set => field = Defined.PositiveTime(value, nameof(InactivityTimeout));
    } = TimeSpan.FromMinutes(2);

    /// <summary>How long a token is valid that carries its own state. More than 0; default 10 hours.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan IssuedCookieLifetime
    {
        get;
        set => field = Defined.PositiveTime(value, nameof(IssuedCookieLifetime));
    } = TimeSpan.FromHours(10);

    /// <summary>How many tokens that carry their own state are kept unprotected; the oldest make room. 0 or more; default 1000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxCachedCookies
    {
        get;
        set => field = Defined.AtLeast(0, value, nameof(MaxCachedCookies));
    } = 1000;

    /// <summary>How much the clocks of the two sides may differ. 0 or more; default 5 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan MaxClockSkew
    {
        get;
        set => field = Defined.Time(value, nameof(MaxClockSkew));
    } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many requests of one secure session may wait for the service, where each has an exchange of its own (HTTP); more are refused as too busy.
    /// Elsewhere the transport keeps the sender waiting. 1 or more; default 256. Not in WCF, which keeps them all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxPendingRequests
    {
        get;
        set => field = Defined.AtLeast(1, value, nameof(MaxPendingRequests));
    } = 256;

    /// <summary>How many sessions may wait for their first message; requests for more are refused as too busy. 1 or more; default 128.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxPendingSessions
    {
        get;
        set => field = Defined.AtLeast(1, value, nameof(MaxPendingSessions));
    } = 128;

    /// <summary>How many negotiations may be under way. 0 or more; default 128. Kept for code that sets it: there are no negotiations yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxStatefulNegotiations
    {
        get;
        set => field = Defined.AtLeast(0, value, nameof(MaxStatefulNegotiations));
    } = 128;

    /// <summary>How long a negotiation may take. More than 0; default 1 minute. Kept for code that sets it: there are no negotiations yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan NegotiationTimeout
    {
        get;
        set => field = Defined.PositiveTime(value, nameof(NegotiationTimeout));
    } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether a secure session over connections (TCP, local sockets) is kept when its connection is lost, for as long as it may be idle (ReceiveTimeout), and goes
    /// on over another connection of its client. Default true; the standard bindings set it only with a reliable session. WCF documentation:
    /// LocalServiceSecuritySettings.ReconnectTransportOnFailure.
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

    /// <summary>How long the key of a secure session is valid. More than 0; default 15 hours.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan SessionKeyRenewalInterval
    {
        get;
        set => field = Defined.PositiveTime(value, nameof(SessionKeyRenewalInterval));
    } = TimeSpan.FromHours(15);

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
    public LocalServiceSecuritySettings Clone() => (LocalServiceSecuritySettings)MemberwiseClone();
}

using Parley.ReliableMessaging;

namespace Parley;

/// <summary>A version of WS-ReliableMessaging. WCF documentation: ReliableMessagingVersion.</summary>
public sealed class ReliableMessagingVersion
{
    private ReliableMessagingVersion(ReliableVersion version) => Version = version;

    /// <summary>The default: <see cref="WSReliableMessagingFebruary2005"/>.</summary>
    public static ReliableMessagingVersion Default => WSReliableMessagingFebruary2005;

    /// <summary>WS-ReliableMessaging 1.1, which OASIS published: http://docs.oasis-open.org/ws-rx/wsrm/200702. 1.2 is the same on the wire.</summary>
    public static ReliableMessagingVersion WSReliableMessaging11 { get; } = new(ReliableVersion.V11);

    /// <summary>WS-ReliableMessaging 1.0 of February 2005: http://schemas.xmlsoap.org/ws/2005/02/rm.</summary>
    public static ReliableMessagingVersion WSReliableMessagingFebruary2005 { get; } = new(ReliableVersion.February2005);

    internal ReliableVersion Version { get; }

    /// <summary>The version's name.</summary>
    public override string ToString()
        => Version == ReliableVersion.V11 ? nameof(WSReliableMessaging11) : nameof(WSReliableMessagingFebruary2005);
}

namespace Parley.ReliableMessaging;

/// <summary>The two versions of the protocol that are spoken.</summary>
internal enum ReliableVersion
{
    /// <summary>WS-ReliableMessaging 1.0, of February 2005.</summary>
    February2005,

    /// <summary>WS-ReliableMessaging 1.1, OASIS 200702; 1.2 has the same wire.</summary>
    V11,
}

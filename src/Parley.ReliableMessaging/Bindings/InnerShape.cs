namespace Parley.ReliableMessaging;

/// <summary>The shape of the channel under a reliable session.</summary>
internal enum InnerShape
{
    /// <summary>There is none that fits.</summary>
    None,
    RequestSession,
    Request,
    ReplySession,
    Reply,
    DuplexSession,
    Duplex,

    /// <summary>IDuplexSessionChannel of a security session over single messages: it is used as IDuplexChannel is.</summary>
    DatagramSession,
}

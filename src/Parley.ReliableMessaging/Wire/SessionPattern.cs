namespace Parley.ReliableMessaging;

/// <summary>Which way the messages of a session go.</summary>
internal enum SessionPattern
{
    /// <summary>One sequence, from initiator to responder.</summary>
    OneWay,

    /// <summary>Two sequences; the replies come back in the responses to the requests.</summary>
    RequestReply,

    /// <summary>Two sequences, independent of each other.</summary>
    Duplex,
}

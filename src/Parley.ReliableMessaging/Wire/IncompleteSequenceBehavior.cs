namespace Parley.ReliableMessaging;

/// <summary>
/// What a receiver does with a sequence that ends with gaps. Said and read, but it changes nothing: a session that ends with gaps faults.
/// WS-ReliableMessaging 1.1, section 3.4.
/// </summary>
internal enum IncompleteSequenceBehavior
{
    DiscardEntireSequence,
    DiscardFollowingFirstGap,
    NoDiscard,
}

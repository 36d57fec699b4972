namespace Parley.Channels;

/// <summary>
/// A reply channel whose requests come on many threads and in no order. It can hand them on without a receive: one receive that is under
/// way would have all threads wait for each other.
/// </summary>
internal interface IUnorderedReplyChannel : IReplyChannel
{
    /// <summary>Offers each request to somebody first, until the channel is closed. What is not taken waits for a receive, as ever.</summary>
    void OfferTo(IRequestTaker taker);
}

namespace Parley.Channels;

/// <summary>
/// A reply channel whose requests come on many threads and in no order. A request that finds a receive under way goes on to the
/// service on its own thread; without one it waits for another thread to take it.
/// </summary>
internal interface IUnorderedReplyChannel : IReplyChannel
{
    /// <summary>How many receives are best under way at once; at least 1.</summary>
    int ConcurrentReceives { get; }
}

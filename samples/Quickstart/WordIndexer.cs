using Parley;

namespace Quickstart;

/// <summary>The service: one instance a session, so its index is the session's.</summary>
[ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
public sealed class WordIndexer : IWordIndexer
{
    private readonly WordIndex _index = new();

    /// <inheritdoc/>
    public Task<int> AddLineAsync(string line) => Task.FromResult(_index.Add(line));

    /// <inheritdoc/>
    public Task<IndexSummary> SummarizeAsync() => Task.FromResult(_index.Summarize());
}

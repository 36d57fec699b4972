using Parley;

namespace Quickstart;

/// <summary>The service: one instance a session, so its index is the session's.</summary>
[ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
public sealed class WordIndexer : IWordIndexer
{
    private readonly WordIndex _index = new();
    private bool _isKnown;

    /// <inheritdoc/>
    public Task AddLineAsync(int number, string line)
    {
        var arrivals = OperationContext.Current!.Host!.Extensions.Find<Arrivals>()!;
        arrivals.Add(number, isNewSession: !_isKnown);
        _isKnown = true;
        _index.Add(line);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IndexSummary> SummarizeAsync() => Task.FromResult(_index.Summarize());
}

using Microsoft.Extensions.Logging;

namespace Parley.ReliableMessaging.Tests.Monitoring;

/// <summary>What is logged.</summary>
internal sealed class Entries : ILoggerFactory, ILogger
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _all = [];
    private readonly List<(int Id, TaskCompletionSource<Entry> Source)> _awaited = [];

    public List<string> Categories { get; } = [];

    /// <summary>The first entry with an event id, now or later.</summary>
    public Task<Entry> FirstAsync(int id)
    {
        var source = new TaskCompletionSource<Entry>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_all.Find(entry => entry.Id == id) is { } known)
            {
                return Task.FromResult(known);
            }

            _awaited.Add((id, source));
        }

        return source.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>The entries with an event id.</summary>
    public Entry[] Of(int id)
    {
        lock (_lock)
        {
            return [.. _all.Where(entry => entry.Id == id)];
        }
    }

    public ILogger CreateLogger(string categoryName)
    {
        Categories.Add(categoryName);
        return this;
    }

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary(pair => pair.Key, pair => pair.Value);
        var entry = new Entry(eventId.Id, logLevel, formatter(state, exception), values, exception);
        lock (_lock)
        {
            _all.Add(entry);
            foreach (var (id, source) in _awaited)
            {
                if (id == entry.Id)
                {
                    source.TrySetResult(entry);
                }
            }
        }
    }

    public void Dispose()
    {
    }

    internal sealed record Entry(int Id, LogLevel Level, string Text, Dictionary<string, object?> Values, Exception? Exception);
}

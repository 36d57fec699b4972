using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Parley.AspNetCore.Tests.Hosting;

/// <summary>Keeps what is logged, and fails the test that logs an error which it did not expect.</summary>
public sealed class TestLog : ILoggerFactory, ILogger, IAsyncDisposable
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Text)> _entries = [];

    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool ExpectsErrors { get; init; }

    public IReadOnlyCollection<(LogLevel Level, int Id, string Text)> Entries => _entries;

    /// <summary>The warnings of the host and its dispatcher; the platform has its own.</summary>
    public IEnumerable<string> Warnings => _entries.Where(e => e.Level == LogLevel.Warning && e.Id is >= 2000 and < 2300).Select(e => e.Text);

    /// <summary>The first entry with an id; what a call logs at its end may come after its reply.</summary>
    public async Task<(LogLevel Level, int Id, string Text)> EntryAsync(int id)
    {
        while (true)
        {
            var next = _next.Task;
            if (_entries.FirstOrDefault(e => e.Id == id) is { Text: not null } entry)
            {
                return entry;
            }

            await next.Soon();
        }
    }

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _entries.Enqueue((logLevel, eventId.Id, $"{formatter(state, exception)} {exception}"));
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync()
    {
        if (!ExpectsErrors)
        {
            Assert.DoesNotContain(_entries, e => e.Level >= LogLevel.Error);
        }

        return default;
    }
}

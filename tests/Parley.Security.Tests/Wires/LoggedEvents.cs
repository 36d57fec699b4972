using Microsoft.Extensions.Logging;

namespace Parley.Security.Tests.Wires;

/// <summary>What is logged.</summary>
internal sealed class LoggedEvents : ILoggerFactory, ILogger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, int> _counts = [];

    /// <summary>The first that says that something failed which must not, whatever a stranger sends.</summary>
    public string? Failure { get; private set; }

    /// <summary>How often something was logged.</summary>
    public int Count(int id)
    {
        lock (_lock)
        {
            return _counts.GetValueOrDefault(id);
        }
    }

    /// <summary>All that was logged at Information or above, by identifier.</summary>
    public string Summary()
    {
        lock (_lock)
        {
            return string.Join(", ", _counts.OrderBy(count => count.Key).Select(count => $"{count.Key}: {count.Value}"));
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        lock (_lock)
        {
            _counts[eventId.Id] = _counts.GetValueOrDefault(eventId.Id) + 1;
            if (logLevel >= LogLevel.Error)
            {
                Failure ??= $"{formatter(state, exception)} {exception}";
            }
        }
    }

    public void Dispose()
    {
    }
}

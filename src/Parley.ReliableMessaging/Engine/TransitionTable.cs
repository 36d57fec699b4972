namespace Parley.ReliableMessaging;

/// <summary>The transitions of a state machine, as rows of state, event and next state. What has no row is not allowed.</summary>
internal sealed class TransitionTable<TState, TEvent>
    where TState : struct, Enum
    where TEvent : struct, Enum
{
    private readonly Dictionary<(TState, TEvent), TState> _rows = [];

    public TransitionTable(params ReadOnlySpan<(TState From, TEvent On, TState To)> rows)
    {
        foreach (var (from, on, to) in rows)
        {
            _rows.Add((from, on), to);
        }
    }

    /// <summary>Every row.</summary>
    public IEnumerable<(TState From, TEvent On, TState To)> Rows => _rows.Select(row => (row.Key.Item1, row.Key.Item2, row.Value));

    /// <summary>True when the event means something in the state.</summary>
    public bool Allows(TState state, TEvent on) => _rows.ContainsKey((state, on));

    /// <summary>The next state; throws when there is no row.</summary>
    public TState Next(TState state, TEvent on) => _rows.TryGetValue((state, on), out var next)
        ? next
        : throw new InvalidOperationException($"The event {on} is not possible in the state {state}.");
}

namespace Parley.ReliableMessaging;

/// <summary>
/// The sessions of a factory whose channels are closed, and whose peers are still to be told. Each stays until its peer has said that it knows, or the
/// factory is closed.
/// </summary>
internal sealed class ClosedSessions
{
    private readonly Lock _lock = new();
    private readonly HashSet<Action> _leaves = [];

    /// <summary>Lets a session finish.</summary>
    /// <param name="leave">Waits no longer for what is left of closing.</param>
    /// <param name="finish">Done when the session is over.</param>
    public async Task FinishAsync(Action leave, Func<Task> finish)
    {
        lock (_lock)
        {
            _leaves.Add(leave);
        }

        await finish().ConfigureAwait(false);
        lock (_lock)
        {
            _leaves.Remove(leave);
        }
    }

    /// <summary>The factory ends, and every session with it.</summary>
    public void EndAll()
    {
        Action[] leaves;
        lock (_lock)
        {
            leaves = [.. _leaves];
        }

        foreach (var leave in leaves)
        {
            leave();
        }
    }
}

namespace Parley.FaultProxy;

/// <summary>Lets a message wait until another one has passed.</summary>
internal sealed class Overtaking
{
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource> _held = [];

    /// <summary>Waits until the next message has passed, but not longer than this.</summary>
    public async Task HoldAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _held.Add(passed);
        }

        try
        {
            await passed.Task.WaitAsync(longest, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                _held.Remove(passed);
            }
        }
    }

    /// <summary>A message has passed: the held ones follow it.</summary>
    public void Pass()
    {
        TaskCompletionSource[] held;
        lock (_gate)
        {
            if (_held.Count == 0)
            {
                return;
            }

            held = [.. _held];
            _held.Clear();
        }

        foreach (var one in held)
        {
            one.TrySetResult();
        }
    }
}

namespace Parley.FaultProxy;

/// <summary>Lets messages wait until a later one has passed.</summary>
internal sealed class Overtaking
{
    private readonly Lock _gate = new();
    private List<TaskCompletionSource> _held = [];

    /// <summary>From now on a message that comes overtakes this one.</summary>
    public TaskCompletionSource Hold()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _held.Add(held);
        }

        return held;
    }

    /// <summary>Waits until the message that overtakes this one has passed, but not longer than this.</summary>
    public async Task WaitAsync(TaskCompletionSource held, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            await held.Task.WaitAsync(longest, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                _held.Remove(held);
            }
        }
    }

    /// <summary>A message comes: those that are held now wait for it alone, and follow it when it is disposed of.</summary>
    public Passing Pass()
    {
        lock (_gate)
        {
            if (_held.Count == 0)
            {
                return default;
            }

            var held = _held;
            _held = [];
            return new Passing(held);
        }
    }

    /// <summary>A message on its way past others.</summary>
    internal readonly struct Passing(List<TaskCompletionSource>? overtaken) : IDisposable
    {
        public void Dispose()
        {
            foreach (var one in overtaken ?? [])
            {
                one.TrySetResult();
            }
        }
    }
}

namespace Parley.Channels.Framing;

/// <summary>One at a time, in the order of arrival. Taking and leaving a turn that nobody else wants costs one interlocked operation each.</summary>
internal sealed class Turn
{
    private const int Free = 0;
    private const int Taken = 1;

    /// <summary>Taken, and others may be waiting.</summary>
    private const int Contended = 2;

    private readonly Lock _gate = new();
    private LinkedList<Waiter>? _waiters;
    private int _state;

    /// <summary>Takes the turn when nobody has it.</summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref _state, Taken, Free) == Free;

    /// <summary>Waits for the turn. Whoever has it calls <see cref="Leave"/>.</summary>
    /// <param name="cancellationToken">Gives the place in the line up.</param>
    public ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        return TryEnter() ? default : WaitAsync(cancellationToken);
    }

    /// <summary>Gives the turn to the next in line, or to whoever comes first.</summary>
    public void Leave()
    {
        if (Interlocked.CompareExchange(ref _state, Free, Taken) == Taken)
        {
            return;
        }

        Waiter next;
        lock (_gate)
        {
            if (_waiters is not { First: { } first })
            {
                Volatile.Write(ref _state, Free);
                return;
            }

            _waiters.RemoveFirst();
            next = first.Value;
        }

        next.SetResult();
    }

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var waiter = new Waiter();
        LinkedListNode<Waiter> place;
        lock (_gate)
        {
            if (Interlocked.Exchange(ref _state, Contended) == Free)
            {
                return;
            }

            place = (_waiters ??= []).AddLast(waiter);
        }

        var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (turn, place) = ((Turn, LinkedListNode<Waiter>))state!;
                turn.GiveUp(place, token);
            },
            (this, place));
        await using (registration.ConfigureAwait(false))
        {
            await waiter.Task.ConfigureAwait(false);
        }
    }

    private void GiveUp(LinkedListNode<Waiter> place, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (place.List is null)
            {
                // Its turn has come already.
                return;
            }

            _waiters!.Remove(place);
        }

        place.Value.SetCanceled(cancellationToken);
    }

    private sealed class Waiter() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
}

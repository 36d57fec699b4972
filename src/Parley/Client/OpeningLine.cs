using System.Threading.Tasks.Sources;

namespace Parley;

/// <summary>
/// The calls that wait for a channel to open. They go on in the order in which they came: each has sent its request, or
/// waits for its turn to send, before the next one goes on.
/// </summary>
internal sealed class OpeningLine
{
    private readonly Lock _lock = new();
    private readonly Queue<Waiter> _waiting = new();
    private Exception? _failure;
    private int _thread;
    private volatile bool _isOver;

    /// <summary>True once the channel is open and nobody waits any more: a call need not ask.</summary>
    internal bool IsOver => _isOver;

    /// <summary>Waits for the open channel, and for the calls that came before.</summary>
    /// <remarks>The waiter goes on within <see cref="LetGo"/>: it must not run its caller's code before it has yielded.</remarks>
    internal ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            // The user's handler of Opened, on whose end the others wait, may make calls.
            if (_isOver || _thread == Environment.CurrentManagedThreadId)
            {
                return default;
            }

            if (_failure is { } failure)
            {
                return ValueTask.FromException(failure);
            }

            waiter = new Waiter();
            _waiting.Enqueue(waiter);
        }

        return waiter.WaitAsync(cancellationToken);
    }

    /// <summary>The channel is open, and tells its handlers on this thread.</summary>
    internal void Begin()
    {
        lock (_lock)
        {
            _thread = Environment.CurrentManagedThreadId;
        }
    }

    /// <summary>Lets all calls go on, one after the other.</summary>
    internal void LetGo()
    {
        while (true)
        {
            Waiter? next;
            lock (_lock)
            {
                if (!_waiting.TryDequeue(out next))
                {
                    _isOver = _failure is null;
                    _thread = 0;
                    return;
                }
            }

            next.GoOn();
        }
    }

    /// <summary>The channel did not open: every call that waits fails, and later ones too.</summary>
    internal void Fail(Exception exception)
    {
        Waiter[] waiting;
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            _failure ??= exception;
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var waiter in waiting)
        {
            waiter.Fail(exception);
        }
    }

    private sealed class Waiter : IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _core;
        private CancellationTokenRegistration _registration;
        private int _done;

        public void GetResult(short token)
        {
            _registration.Dispose();
            _core.GetResult(token);
        }

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        internal ValueTask WaitAsync(CancellationToken cancellationToken)
        {
            _registration = cancellationToken.UnsafeRegister(
                static (state, token) => ((Waiter)state!).Fail(new OperationCanceledException(token)), this);
            return new ValueTask(this, _core.Version);
        }

        internal void GoOn()
        {
            if (Interlocked.Exchange(ref _done, 1) == 0)
            {
                _core.SetResult(true);
            }
        }

        internal void Fail(Exception exception)
        {
            if (Interlocked.Exchange(ref _done, 1) == 0)
            {
                _core.RunContinuationsAsynchronously = true;
                _core.SetException(exception);
            }
        }
    }
}

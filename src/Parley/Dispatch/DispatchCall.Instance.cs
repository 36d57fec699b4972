using System.Threading.Tasks.Sources;

namespace Parley.Dispatcher;

/// <summary>The hold that a call has on its service object, and its places in the lines before it.</summary>
internal sealed partial class DispatchCall : IInstanceLease, IInstanceLockWaiter
{
    // The states of the hold change under the lock of this object, which is not seen outside of the dispatcher: one object less for each call.
    private InstanceContext? _countsInstance;
    private LockState _lock;
    private int _ownCalls;
    private bool _isInLine;
    private TaskCompletionSource? _lockWaiter;

    private enum LockState
    {
        NotNeeded,
        Waiting,
        Held,
        LetGo,
        Returning,
        Over,
    }

    /// <inheritdoc/>
    public void Release()
    {
        lock (this)
        {
            _ownCalls++;
            if (_lock != LockState.Held)
            {
                return;
            }

            _lock = LockState.LetGo;
        }

        _instanceContext!.Lock.Leave();
    }

    /// <inheritdoc/>
    public ValueTask RetakeAsync()
    {
        Task waiting;
        lock (this)
        {
            _ownCalls--;
            switch (_lock)
            {
                case LockState.LetGo:
                    _lockWaiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    waiting = _lockWaiter.Task;
                    if (_ownCalls > 0)
                    {
                        // Another call of this operation is under way, and its reply may need the object:
                        // they take it again together, when the last one is back.
                        return new ValueTask(waiting);
                    }

                    _lock = LockState.Returning;
                    break;
                case LockState.Returning:
                    return new ValueTask(_lockWaiter!.Task);
                default:
                    return default;
            }
        }

        if (_instanceContext!.Lock.Return(this))
        {
            ((IInstanceLockWaiter)this).LockEntered();
        }

        return new ValueTask(waiting);
    }

    void IInstanceLockWaiter.LockEntered()
    {
        bool over;
        TaskCompletionSource? waiter;
        lock (this)
        {
            over = _lock == LockState.Over;
            if (!over)
            {
                _lock = LockState.Held;
            }

            waiter = _lockWaiter;
            _lockWaiter = null;
        }

        waiter?.TrySetResult();
        if (over)
        {
            // The operation did not wait for its own call, and has ended meanwhile.
            _instanceContext!.Lock.Leave();
        }
    }

    /// <summary>Takes the object, or a place in its line.</summary>
    private void EnterLine()
    {
        if (Runtime.ConcurrencyMode == ConcurrencyMode.Multiple)
        {
            return;
        }

        // A call may come to have its turn before this method is back: what it finds must be there.
        _isInLine = true;
        _lock = LockState.Waiting;
        _lockWaiter = null;
        if (_instanceContext!.Lock.Enter(this))
        {
            _lock = LockState.Held;
        }
    }

    private ValueTask WaitForInstanceAsync()
    {
        if (_instanceContext!.Admission is null && (_isInLine || !_instanceContext.HasManualFlow) && _lock is LockState.NotNeeded or LockState.Held)
        {
            return OpenInstanceContextAsync();
        }

        return WaitAsync();
    }

    private async ValueTask WaitAsync()
    {
        if (_countsInstance is { } fresh)
        {
            var throttle = Table.Throttle.Instances;
            var waiter = new ThrottleWaiter();
            if (!throttle.TryEnter(waiter))
            {
                Table.Log.InstancesThrottled(throttle.Capacity);
                await waiter.Task.ConfigureAwait(false);
            }

            fresh.CountIn(throttle);
            fresh.Admit();
        }
        else if (_instanceContext!.Admission is { } admission)
        {
            // The call that made the context waits for room, and calls beside it wait with it.
            await admission.ConfigureAwait(false);
        }

        if (!_isInLine && _instanceContext!.HasManualFlow)
        {
            // Who waits here must not hold the object: a call that has it may be the one that raises the limit.
            await _instanceContext.ManualFlow.PassAsync(_served.Aborted).ConfigureAwait(false);
            EnterLine();
        }

        Task? waiting = null;
        lock (this)
        {
            if (_lock == LockState.Waiting)
            {
                _lockWaiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting = _lockWaiter.Task;
            }
        }

        if (waiting is not null)
        {
            await waiting.ConfigureAwait(false);
        }

        await OpenInstanceContextAsync().ConfigureAwait(false);
    }

    private ValueTask OpenInstanceContextAsync() =>
        _instanceContext!.State == CommunicationState.Created ? _instanceContext.EnsureOpenAsync() : default;

    /// <summary>Gives the object to the next call, and the instance context its leave.</summary>
    private void LeaveInstance()
    {
        if (_lock == LockState.NotNeeded)
        {
            return;
        }

        if (_lock == LockState.Held && Runtime.ConcurrencyMode == ConcurrencyMode.Single)
        {
            // Nobody else may give it back or take it again.
            _lock = LockState.Over;
            _instanceContext!.Lock.Leave();
            return;
        }

        LockState was;
        lock (this)
        {
            was = _lock;
            _lock = LockState.Over;
        }

        if (was == LockState.Held
            || (was is LockState.Waiting or LockState.Returning && !_instanceContext!.Lock.GiveUp(this)))
        {
            _instanceContext!.Lock.Leave();
        }
    }

    private sealed class ThrottleWaiter : IThrottleWaiter
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Task => _entered.Task;

        public void Entered() => _entered.SetResult();
    }
}

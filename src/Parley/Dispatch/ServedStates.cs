namespace Parley.Dispatcher;

/// <summary>The states of a served channel, the calls that are under way in them, and what the session keeps to its end.</summary>
/// <remarks>
/// <para>Calls may be under way in each state but the last:</para>
/// <code>
///    Reading ── terminating operation ──► Terminating ─┐
///       │                                     │ input ends
///       ├───────── input ends ───────────────►├──► Draining ── last call done ──► Closing ──► Ended
///       └───────── failure, abort ────────────┴──────────────────────────────────────────────►┘
/// </code>
/// </remarks>
internal sealed class ServedStates
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _aborted;
    private State _state;
    private bool _inputHasEnded;
    private int _calls;
    private long _lastActivity;

    private enum State
    {
        Reading,
        Terminating,
        Draining,
        Closing,
        Ended,
    }

    /// <summary>The instance context that the session is bound to; null where each call finds its own.</summary>
    internal InstanceContext? Context { get; set; }

    internal bool IsTerminating
    {
        get
        {
            lock (_lock)
            {
                return _state == State.Terminating;
            }
        }
    }

    internal bool HasEnded
    {
        get
        {
            lock (_lock)
            {
                return _state == State.Ended;
            }
        }
    }

    /// <summary>Fires when the channel has ended during a call.</summary>
    internal CancellationToken Aborted
    {
        get
        {
            lock (_lock)
            {
                if (_state == State.Ended)
                {
                    return new CancellationToken(true);
                }

                _aborted ??= new CancellationTokenSource();
                return _aborted.Token;
            }
        }
    }

    /// <summary>The session has failed, and what was delivered before is still to run: only calls that are under way are told.</summary>
    /// <returns>What tells them; null when there is nothing to tell.</returns>
    internal CancellationTokenSource? TakeAborted()
    {
        lock (_lock)
        {
            var aborted = _calls > 0 && _state != State.Ended ? _aborted : null;
            _aborted = aborted is null ? _aborted : null;
            return aborted;
        }
    }

    /// <summary>When the last call ended, as a timestamp; null while a call is under way, and when no message is wanted any more.</summary>
    internal long? IdleSince
    {
        get
        {
            lock (_lock)
            {
                return _calls > 0 || _state != State.Reading ? null : _lastActivity;
            }
        }
    }

    /// <summary>The reading begins.</summary>
    internal void Begin(long now) => _lastActivity = now;

    /// <summary>The session uses an instance context from now to its end.</summary>
    /// <returns>False when the session, or the context, has ended meanwhile: the session would never let go of it.</returns>
    internal bool TryBind(InstanceContext context)
    {
        lock (_lock)
        {
            if (_state == State.Ended || !context.TryAddUser())
            {
                return false;
            }

            Context = context;
            return true;
        }
    }

    /// <returns>False when the session takes no more messages.</returns>
    internal bool TryBeginCall()
    {
        lock (_lock)
        {
            if (_state != State.Reading)
            {
                return false;
            }

            _calls++;
            return true;
        }
    }

    /// <returns>True when this was the last, and the channel is to be closed.</returns>
    internal bool EndCall(long now)
    {
        lock (_lock)
        {
            _calls--;
            _lastActivity = now;
            return CloseWhenDone();
        }
    }

    internal void BeginTermination()
    {
        lock (_lock)
        {
            if (_state == State.Reading)
            {
                _state = State.Terminating;
            }
        }
    }

    /// <param name="failed">Whether it did not end as it should; then the channel is aborted, not closed.</param>
    /// <param name="closes">True when the channel is to be closed now.</param>
    /// <returns>False when it had ended before.</returns>
    internal bool EndInput(bool failed, out bool closes)
    {
        lock (_lock)
        {
            closes = false;
            if (_inputHasEnded)
            {
                return false;
            }

            _inputHasEnded = true;
            if (_state is State.Reading or State.Terminating)
            {
                _state = State.Draining;
            }

            closes = !failed && CloseWhenDone();
            return true;
        }
    }

    /// <summary>The channel is closed.</summary>
    /// <param name="aborted">What tells the calls that are still under way; null when there is nothing to tell.</param>
    /// <returns>False when it had ended before.</returns>
    internal bool TryEnd(out CancellationTokenSource? aborted)
    {
        lock (_lock)
        {
            aborted = _calls > 0 ? _aborted : null;
            var first = _state != State.Ended;
            _state = State.Ended;
            return first;
        }
    }

    private bool CloseWhenDone()
    {
        if (_calls > 0 || _state != State.Draining)
        {
            return false;
        }

        _state = State.Closing;
        return true;
    }
}

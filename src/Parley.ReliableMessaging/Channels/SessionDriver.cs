using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// Runs the engine of one session: holds its lock, knows the time, wakes it at its deadlines, and lets its transport send what it wants
/// sent. What the application waits for is told by the events of the class above it.
/// </summary>
/// <remarks>
/// The engine is used under <see cref="Gate"/> only. Transmissions go out one after the other, in the order in which the engine names
/// them; a transport of requests and responses begins each and does not wait for its response. Nothing is called with the lock held but
/// the engine and <see cref="OnProgress"/>.
/// </remarks>
internal abstract partial class SessionDriver : IDisposable
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(24);
    private static readonly TimeSpan _patienceWithNobody = TimeSpan.FromSeconds(1);

    // A clock of nanoseconds needs no arithmetic of floating point.
    private const long UsualFrequency = 1_000_000_000;
    private const long UsualTicks = UsualFrequency / TimeSpan.TicksPerSecond;

    private readonly TimeProvider _timeProvider;
    private readonly bool _isUsualClock;
    private readonly ITimer _timer;
    private readonly long _began;
    private TimeSpan _timerDue = TimeSpan.MaxValue;
    private bool _isSending;
    private bool _isDisposed;
    private TimeSpan? _lookAgain;
    private TimeSpan? _nobodySince;

    protected SessionDriver(TimeProvider timeProvider, SessionWatch watch)
    {
        Watch = watch;
        _timeProvider = timeProvider;
        _isUsualClock = timeProvider.TimestampFrequency == UsualFrequency;
        _began = timeProvider.GetTimestamp();
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            _timer = timeProvider.CreateTimer(
                static state => ((SessionDriver)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The one lock of the session.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The engine. Under <see cref="Gate"/> only.</summary>
    public abstract SessionEngine<SessionPayload> Engine { get; }

    /// <summary>The time since the driver began, as the engine counts it.</summary>
    public TimeSpan Now => _isUsualClock
        ? new((_timeProvider.GetTimestamp() - _began) / UsualTicks)
        : _timeProvider.GetElapsedTime(_began);

    /// <summary>The clock.</summary>
    protected TimeProvider TimeProvider => _timeProvider;

    /// <summary>
    /// True when a session that is being opened is to give up: nobody has listened at the address for a while. To a session that is open the
    /// same failure is one of the network, which passes. With the lock held.
    /// </summary>
    /// <param name="failure">Why the last attempt failed.</param>
    protected bool IsNobodyThere(Exception failure)
    {
        if (failure is not EndpointNotFoundException)
        {
            _nobodySince = null;
            return false;
        }

        _nobodySince ??= Now;
        return Engine.State == SessionState.Opening && Now - _nobodySince >= _patienceWithNobody;
    }

    /// <summary>The clock.</summary>
    public TimeProvider Clock => _timeProvider;

    /// <summary>False where a message that has been written changes nothing that anybody waits for.</summary>
    protected virtual bool ProgressesByWriting => true;

    /// <summary>True while something is being sent. Under <see cref="Gate"/> only.</summary>
    protected bool IsSending => _isSending;

    /// <summary>The time of what is done with the lock held, read once: see <see cref="Begin"/>. Under <see cref="Gate"/> only.</summary>
    protected TimeSpan Moment { get; private set; }

    /// <summary>
    /// To be called after the engine was told something: sends what it wants sent, and sets the timer. Without the lock.
    /// </summary>
    public void Run()
    {
        Turn turn;
        try
        {
            lock (Gate)
            {
                Begin();
                Advance(out turn);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            HandleUnexpected(exception);
            return;
        }

        Finish(ref turn);
    }

    /// <summary>Reads the clock: the first that is done with the lock held, where <see cref="Advance"/> is the last.</summary>
    /// <returns><see cref="Moment"/>.</returns>
    protected TimeSpan Begin() => Moment = Now;

    /// <summary>The engine was told something: looks what follows. With the lock held. Does not throw: what fails here ends the session in <see cref="Finish"/>.</summary>
    /// <param name="turn">What is to be done without the lock: for <see cref="Finish"/>.</param>
    protected void Advance(out Turn turn)
    {
        var wasSending = _isSending;
        try
        {
            AdvanceAs(isSender: false, hasNews: true, out turn);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            turn = new Turn { Failure = exception, HasTransmission = !wasSending && _isSending };
        }
    }

    /// <summary>Does what <see cref="Advance"/> has found: sends what the engine wants sent. Without the lock. Does not throw.</summary>
    protected void Finish(ref Turn turn)
    {
        // What is sent takes the place of what was to be sent.
        var isSender = turn.HasTransmission;
        if (turn.Failure is { } failure)
        {
            HandleUnexpected(failure, isSender);
            return;
        }

        try
        {
            TellAll(turn);
            if (isSender)
            {
                SendAll(ref turn);
            }
            else if (turn.IsDrained)
            {
                OnDrained();
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            HandleUnexpected(exception, isSender);
        }
    }

    /// <summary>Stops the timer.</summary>
    public void Dispose()
    {
        bool tells;
        lock (Gate)
        {
            _isDisposed = true;
            EndWatching();
            tells = Look();
        }

        _timer.Dispose();
        if (tells)
        {
            Tell();
        }
    }

    /// <summary>
    /// Sends one transmission. Over a connection: returns when it is written. Over requests and responses: returns when the request is on
    /// its way, and feeds the response to the engine by itself.
    /// </summary>
    /// <returns>False when it could not be handed to the network.</returns>
    protected abstract ValueTask<bool> TransmitAsync(in Transmission<SessionPayload> transmission);

    /// <summary>The engine may have moved: whoever waits is looked at. With the lock held; must not call out.</summary>
    protected abstract void OnProgress();

    /// <summary>After <see cref="OnProgress"/>, without the lock: what it found is told to those who waited.</summary>
    protected virtual void OnProgressed()
    {
    }

    /// <summary>Everything that the engine wanted sent has been handed to the network. Without the lock.</summary>
    protected virtual void OnDrained()
    {
    }

    /// <param name="isSender">True for the thread that sends.</param>
    /// <param name="hasNews">False when nothing can have happened that somebody waits for, or wants to hear of.</param>
    /// <param name="turn">As for <see cref="Advance"/>. It is large: it stays where it is, and is not copied.</param>
    private void AdvanceAs(bool isSender, bool hasNews, out Turn turn)
    {
        // Progress first: messages that waited for room may go out now.
        if (hasNews)
        {
            OnProgress();
        }

        turn = default;
        if (isSender || !_isSending)
        {
            turn.HasTransmission = _isSending = !_isDisposed && Engine.TryGetTransmission(Moment, out turn.Transmission);
            if (_isSending)
            {
                turn.Transmission.Payload?.BeginSending();
                turn.Unacknowledged = Engine.Unacknowledged;
            }
            else
            {
                turn.IsDrained = true;
                SetTimer();
            }
        }

        turn.HasNews = (hasNews || turn.HasTransmission) && Look();
    }

    private void TellAll(in Turn turn)
    {
        OnProgressed();
        if (turn.HasNews)
        {
            Tell();
        }
    }

    /// <summary>Sends one after the other until there are no more. Most are written without a wait: they need no state machine.</summary>
    private void SendAll(ref Turn turn)
    {
        while (turn.HasTransmission)
        {
            TellTransmission(turn.Transmission, turn.Unacknowledged);
            var written = false;
            try
            {
                var sending = TransmitAsync(turn.Transmission);
                if (!sending.IsCompleted)
                {
                    _ = FinishSendingAsync(sending, turn.Transmission);
                    return;
                }

                written = sending.GetAwaiter().GetResult();
            }
            catch (Exception exception)
            {
                NoteFailure(exception);
            }

            HandleSent(ref turn, written, hasWaited: false);
        }

        OnDrained();
    }

    private async Task FinishSendingAsync(ValueTask<bool> sending, Transmission<SessionPayload> transmission)
    {
        var written = false;
        try
        {
            written = await sending.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            NoteFailure(exception);
        }

        try
        {
            var turn = new Turn { Transmission = transmission };
            HandleSent(ref turn, written, hasWaited: true);
            SendAll(ref turn);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            HandleUnexpected(exception, isSender: true);
        }
    }

    /// <param name="turn">What has been sent; then what follows.</param>
    /// <param name="written">True when it was handed to the network.</param>
    /// <param name="hasWaited">True when that took time.</param>
    private void HandleSent(ref Turn turn, bool written, bool hasWaited)
    {
        lock (Gate)
        {
            // What is written at once takes no time that matters.
            if (hasWaited)
            {
                Begin();
            }

            if (written)
            {
                Engine.HandleWritten(Moment, turn.Transmission);
            }
            else
            {
                Engine.HandleNotWritten(Moment, turn.Transmission);
            }

            turn.Transmission.Payload?.EndSending();
            AdvanceAs(isSender: true, ProgressesByWriting || !written || turn.Transmission.Kind != MessageKind.Message, out turn);
        }

        TellAll(turn);
    }

    private void OnTimer()
    {
        Turn turn;
        try
        {
            lock (Gate)
            {
                _timerDue = TimeSpan.MaxValue;
                if (_isDisposed)
                {
                    return;
                }

                Engine.HandleDeadline(Begin());
                Advance(out turn);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            HandleUnexpected(exception);
            return;
        }

        Finish(ref turn);
    }

    /// <summary>Has <see cref="OnProgress"/> called at a time, even if nothing happens before. With the lock held.</summary>
    /// <param name="time">The time; null for no such time.</param>
    protected void LookAgainAt(TimeSpan? time)
    {
        if (time != _lookAgain)
        {
            _lookAgain = time;
            SetTimer();
        }
    }

    private void SetTimer()
    {
        var next = Engine.NextDeadline;
        next = next is null || _lookAgain < next ? _lookAgain ?? next : next;
        if (_isDisposed || next is not { } deadline || deadline >= _timerDue)
        {
            // A timer that fires too early asks the engine and is set again.
            return;
        }

        _timerDue = deadline;
        var wait = deadline - Moment;
        _timer.Change(wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < _longestWait ? TimeoutScope.UpToWholeMilliseconds(wait) : _longestWait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What is to be done without the lock, after something was done with it.</summary>
    protected struct Turn
    {
        /// <summary>What is to be sent next; this thread is the one that sends then.</summary>
        internal Transmission<SessionPayload> Transmission;
        internal Exception? Failure;
        internal bool HasTransmission;
        internal bool IsDrained;
        internal bool HasNews;
        internal int Unacknowledged;
    }
}

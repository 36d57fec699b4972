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

    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private readonly long _began;
    private TimeSpan _timerDue = TimeSpan.MaxValue;
    private bool _isSending;
    private bool _isDisposed;
    private TimeSpan? _nobodySince;

    protected SessionDriver(TimeProvider timeProvider, SessionWatch watch)
    {
        Watch = watch;
        _timeProvider = timeProvider;
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
    public TimeSpan Now => _timeProvider.GetElapsedTime(_began);

    /// <summary>The clock.</summary>
    protected TimeProvider TimeProvider => _timeProvider;

    /// <summary>The transport's last failure, for the exception of a session that ends by it.</summary>
    public Exception? LastFailure { get; protected set; }

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

    /// <summary>True while something is being sent. Under <see cref="Gate"/> only.</summary>
    protected bool IsSending => _isSending;

    /// <summary>
    /// To be called after the engine was told something: sends what it wants sent, and sets the timer. Without the lock.
    /// </summary>
    public void Run()
    {
        bool sends, tells;
        lock (Gate)
        {
            OnProgress();
            tells = Look();
            sends = !_isSending && !_isDisposed;
            _isSending |= sends;
        }

        OnProgressed();
        if (tells)
        {
            Tell();
        }

        if (sends)
        {
            _ = SendAllAsync();
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
    protected abstract ValueTask<bool> TransmitAsync(Transmission<SessionPayload> transmission);

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

    private async Task SendAllAsync()
    {
        while (true)
        {
            Transmission<SessionPayload> transmission = default;
            bool hasOne;
            var unacknowledged = 0;
            var tells = false;
            lock (Gate)
            {
                // Progress first: messages that waited for room may go out now.
                OnProgress();
                hasOne = !_isDisposed && Engine.TryGetTransmission(Now, out transmission);
                if (hasOne)
                {
                    unacknowledged = Engine.Unacknowledged;
                }
                else
                {
                    _isSending = false;
                    SetTimer();
                    tells = Look();
                }
            }

            OnProgressed();
            if (tells)
            {
                Tell();
            }

            if (!hasOne)
            {
                OnDrained();
                return;
            }

            TellTransmission(transmission, unacknowledged);

            bool written;
            try
            {
                written = await TransmitAsync(transmission).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                LastFailure = exception;
                written = false;
            }

            lock (Gate)
            {
                if (written)
                {
                    Engine.HandleWritten(Now, transmission);
                }
                else
                {
                    Engine.HandleNotWritten(Now, transmission);
                }
            }
        }
    }

    private void OnTimer()
    {
        lock (Gate)
        {
            _timerDue = TimeSpan.MaxValue;
            if (_isDisposed)
            {
                return;
            }

            Engine.HandleDeadline(Now);
        }

        Run();
    }

    private void SetTimer()
    {
        if (_isDisposed || Engine.NextDeadline is not { } deadline || deadline >= _timerDue)
        {
            // A timer that fires too early asks the engine and is set again.
            return;
        }

        _timerDue = deadline;
        var wait = deadline - Now;
        _timer.Change(wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < _longestWait ? wait : _longestWait, Timeout.InfiniteTimeSpan);
    }
}

using Microsoft.Extensions.Logging;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Runs a client's session over requests and responses: each transmission is a request, and its response feeds the engine.</summary>
internal abstract class ExchangeDriver : SessionDriver
{
    private static readonly TimeSpan _timeToSayGoodbye = TimeSpan.FromSeconds(2);

    /// <summary>The driver whose response this thread has brought: it is this thread, too, that tells last who waits for the session.</summary>
    [ThreadStatic]
    private static ExchangeDriver? t_brought;

    private readonly CancellationTokenSource _cancelled = new();

    // Whoever waits goes on where these are set: see Tell.
    private readonly TaskCompletionSource _opened = new();
    private readonly TaskCompletionSource<SessionOutcome> _ended = new();
    private readonly InnerRequests _inner;
    private readonly RmTranslator _translator;
    private ClientExchange? _spare;
    private int _underWay;
    private bool _isOpenSeen;
    private bool _isEndSeen;
    private TaskCompletionSource? _idle;

    protected ExchangeDriver(InnerRequests inner, RmTranslator translator, TimeProvider timeProvider, SessionWatch watch)
        : base(timeProvider, watch)
    {
        _inner = inner;
        _translator = translator;
    }

    /// <summary>Done when the session is open, or has ended before.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Done when the session has ended.</summary>
    public Task<SessionOutcome> Ended => _ended.Task;

    /// <summary>True when both sides know that everything is delivered.</summary>
    public bool IsSettled
    {
        get
        {
            lock (Gate)
            {
                return Engine.IsSettled;
            }
        }
    }

    /// <summary>What broke the protocol, where the engine did not see it: the exception for the application.</summary>
    public Exception? Violation { get; private set; }

    protected override Uri PeerAddress => _translator.RemoteAddress;

    protected override Exception? Breach => Violation;

    private bool IsIdle => Volatile.Read(ref _underWay) == 0 && !IsSending;

    /// <summary>Opens the session.</summary>
    public void Open()
    {
        lock (Gate)
        {
            Engine.Open(Now);
        }

        Run();
    }

    /// <summary>No more messages will come.</summary>
    public void CloseOutput()
    {
        lock (Gate)
        {
            Engine.CloseOutput(Now);
        }

        Run();
    }

    /// <summary>Waits no longer for what is left of closing, where everything is delivered.</summary>
    public void Leave()
    {
        lock (Gate)
        {
            Engine.Leave(Begin());
        }

        Run();
    }

    /// <summary>Gives the session up.</summary>
    public void Abort()
    {
        lock (Gate)
        {
            Engine.Abort(Now);
        }

        Run();
    }

    protected sealed override void Break(Exception failure)
    {
        lock (Gate)
        {
            if (Engine.Outcome is null)
            {
                NoteFailure(failure);
                Violation ??= failure;
            }

            Engine.Abort(Begin());
        }

        Run();
    }

    /// <summary>What whoever uses the session sees of its end.</summary>
    public Exception ExceptionOf(SessionOutcome outcome) => Violation ?? SessionExceptions.Create(outcome, LastFailure);

    /// <summary>The peer is told that the session is over, where that can be done soon; then everything ends.</summary>
    public async Task ReleaseAsync()
    {
        try
        {
            await WhenIdle().WaitAsync(_timeToSayGoodbye, TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It had its time.
        }

        Dispose();
        _cancelled.Cancel();
        _inner.Abort();
    }

    /// <summary>Ends after a session that was closed.</summary>
    public async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        Dispose();

        // A request that is still without its answer was answered when it was repeated: a proxy may keep it for ever.
        if (Volatile.Read(ref _underWay) != 0)
        {
            await _cancelled.CancelAsync().ConfigureAwait(false);
        }

        await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps a message of the application, to be sent as often as it takes. What cannot be written throws.</summary>
    protected SessionPayload Keep(Message message) => _translator.Keep(message);

    /// <summary>Waits until everything that the engine had to say is said, and no request is under way.</summary>
    private Task WhenIdle()
    {
        lock (Gate)
        {
            if (IsIdle)
            {
                return Task.CompletedTask;
            }

            var idle = _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.MemoryBarrier();
            if (IsIdle)
            {
                // The last came back meanwhile, and did not see that somebody waits.
                idle.TrySetResult();
                _idle = null;
            }

            return idle.Task;
        }
    }

    /// <summary>Feeds a response. With the lock held.</summary>
    /// <returns>Whom the thread that brought the response is to tell, when it is done with everything else; null for nobody.</returns>
    protected abstract IThreadPoolWorkItem? HandleResponse(TimeSpan now, long exchange, in Arrival<SessionPayload> arrival);

    /// <summary>There was no response. With the lock held.</summary>
    protected abstract void HandleExchangeFailed(TimeSpan now, long exchange);

    /// <summary>Requests that wait for this session fail with its end, which has come. Without the lock.</summary>
    public abstract void FailAll(SessionOutcome outcome);

    protected override void OnProgressed()
    {
        if (_isEndSeen || (_isOpenSeen && Engine.Outcome is null))
        {
            // Whoever changes that comes here afterwards.
            return;
        }

        SessionOutcome? outcome;
        lock (Gate)
        {
            outcome = Engine.Outcome;
            var isOpen = Engine.State is not (SessionState.Created or SessionState.Opening);
            if (_isEndSeen == (outcome is not null) && _isOpenSeen == isOpen)
            {
                return;
            }

            _isOpenSeen = isOpen;
            _isEndSeen = outcome is not null;
        }

        if (t_brought == this && outcome is null or { End: SessionEnd.Closed })
        {
            // It sees that, and tells when it is done with everything else.
            t_brought = null;
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static driver => driver.Tell(), this, preferLocal: false);
        }
    }

    /// <summary>Tells those who wait for the session to be open, or to end: they go on on this thread. Without the lock.</summary>
    private void Tell()
    {
        SessionOutcome? outcome;
        bool isOpen;
        lock (Gate)
        {
            outcome = Engine.Outcome;
            isOpen = _isOpenSeen;
        }

        if (outcome is not null)
        {
            _ended.TrySetResult(outcome);
        }

        if (isOpen)
        {
            _opened.TrySetResult();
        }
    }

    protected override void OnDrained()
    {
        if (Volatile.Read(ref _idle) is null)
        {
            // Whoever waits from now on sees what there is.
            return;
        }

        lock (Gate)
        {
            if (IsIdle)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }
    }

    protected override ValueTask<bool> TransmitAsync(in Transmission<SessionPayload> transmission)
    {
        var isTied = transmission.Kind == MessageKind.CreateSequence && _inner.IsConversation;
        var message = isTied ? null : _translator.ToMessage(transmission);
        Interlocked.Increment(ref _underWay);
        var exchange = Interlocked.Exchange(ref _spare, null) ?? new ClientExchange(this);
        exchange.Begin(transmission.Exchange, message, message is null ? RequestTiedAsync(transmission) : _inner.RequestAsync(message, _cancelled.Token));
        return new(true);
    }

    /// <summary>Which security session the sequence belongs to is known when that is open.</summary>
    private async ValueTask<Message?> RequestTiedAsync(Transmission<SessionPayload> transmission)
    {
        _translator.TieTo(await _inner.GetAsync(_cancelled.Token).ConfigureAwait(false));
        using var message = _translator.ToMessage(transmission)!;
        return await _inner.RequestAsync(message, _cancelled.Token).ConfigureAwait(false);
    }

    /// <summary>An exchange has come to its end.</summary>
    /// <param name="exchange">The exchange; not used any more.</param>
    /// <param name="response">The response; null for an empty one.</param>
    /// <param name="failure">Why there is none; null when there is one.</param>
    /// <param name="isInline">True when it came at once: on the thread that has sent the request, and may have more to send.</param>
    internal void HandleEnd(ClientExchange exchange, Message? response, Exception? failure, bool isInline)
    {
        var number = exchange.Number;
        Volatile.Write(ref _spare, exchange);
        var told = Take(number, response, failure, out var turn);
        var tells = FinishAndSeeWhetherToTell(ref turn, mayTell: !isInline && told is null);
        Interlocked.Decrement(ref _underWay);
        OnDrained();

        // Last: whoever waits for the reply, or for the session, goes on here, and may take its time.
        if (tells)
        {
            Tell();
        }
        else if (told is not null && isInline)
        {
            ThreadPool.UnsafeQueueUserWorkItem(told, preferLocal: false);
        }
        else
        {
            told?.Execute();
        }
    }

    /// <returns>True when this thread is to tell those who wait for the session.</returns>
    private bool FinishAndSeeWhetherToTell(ref Turn turn, bool mayTell)
    {
        var before = t_brought;
        t_brought = mayTell ? this : null;
        try
        {
            Finish(ref turn);
            return mayTell && t_brought is null;
        }
        finally
        {
            t_brought = before;
        }
    }

    /// <summary>Feeds the end of an exchange to the engine. Does not throw: nobody waits for the thread that brings a response.</summary>
    private IThreadPoolWorkItem? Take(long number, Message? response, Exception? failure, out Turn turn)
    {
        IThreadPoolWorkItem? told = null;
        turn = default;
        try
        {
            Arrival<SessionPayload> arrival = default;
            if (failure is null)
            {
                Read(response, out arrival, ref failure);
            }

            lock (Gate)
            {
                Begin();
                if (failure is null)
                {
                    told = HandleResponse(Moment, number, arrival);
                }
                else
                {
                    HandleFailure(Moment, number, failure);
                }

                Advance(out turn);
            }

            if (failure is not null && Watch.Log.IsEnabled(LogLevel.Debug) && IsOfNetwork(failure))
            {
                Watch.Log.NoResponse(Watch.Role, failure, SessionName, Peer);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            HandleUnexpected(exception);
        }

        return told;
    }

    private static bool IsOfNetwork(Exception failure) => failure is not FaultException && ClientLink.IsHidden(failure);

    /// <summary>The network's trouble is hidden while the session lives; anything else ends it. With the lock held.</summary>
    private void HandleFailure(TimeSpan now, long exchange, Exception failure)
    {
        NoteFailure(failure);
        if (IsOfNetwork(failure))
        {
            HandleExchangeFailed(now, exchange);
            if (IsNobodyThere(failure))
            {
                Violation ??= failure;
                Engine.Abort(now);
            }

            return;
        }

        Violation ??= Engine.State == SessionState.Opening ? SessionExceptions.OfOpening(failure, _translator) : failure;
        HandleExchangeFailed(now, exchange);
        Engine.Abort(now);
    }

    private void Read(Message? response, out Arrival<SessionPayload> arrival, ref Exception? failure)
    {
        arrival = default;
        if (response is null)
        {
            arrival.Kind = MessageKind.Empty;
            return;
        }

        try
        {
            _translator.ToArrival(response, RmHeaders.Read(response, _translator.Wsrm), Engine.OutputIdentifier, null, out arrival);
            NoteArrived(arrival.Payload);
        }
        catch (Exception exception)
        {
            response.Close();
            failure = exception;
        }
    }
}

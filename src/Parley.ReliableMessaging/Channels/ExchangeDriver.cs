using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Runs a client's session over requests and responses: each transmission is a request, and its response feeds the engine.</summary>
internal abstract partial class ExchangeDriver : SessionDriver
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
}

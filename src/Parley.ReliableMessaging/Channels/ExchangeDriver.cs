using Microsoft.Extensions.Logging;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Runs a client's session over requests and responses: each transmission is a request, and its response feeds the engine.</summary>
internal abstract class ExchangeDriver : SessionDriver
{
    private static readonly TimeSpan _timeToSayGoodbye = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _cancelled = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SessionOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InnerRequests _inner;
    private readonly RmTranslator _translator;
    private int _underWay;
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

    private bool IsIdle => _underWay == 0 && !IsSending;

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

    /// <summary>Gives the session up.</summary>
    public void Abort()
    {
        lock (Gate)
        {
            Engine.Abort(Now);
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
        await _cancelled.CancelAsync().ConfigureAwait(false);
        await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps a message of the application, to be sent as often as it takes. What cannot be written throws.</summary>
    protected SessionPayload Keep(Message message) => _translator.Keep(message);

    /// <summary>Waits until everything that the engine had to say is said, and no request is under way.</summary>
    private Task WhenIdle()
    {
        lock (Gate)
        {
            return IsIdle
                ? Task.CompletedTask
                : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Feeds a response. With the lock held.</summary>
    protected abstract void HandleResponse(TimeSpan now, long exchange, in Arrival<SessionPayload> arrival);

    /// <summary>There was no response. With the lock held.</summary>
    protected abstract void HandleExchangeFailed(TimeSpan now, long exchange);

    /// <summary>Requests that wait for this session fail with its end, which has come. Without the lock.</summary>
    public abstract void FailAll(SessionOutcome outcome);

    protected override void OnProgressed()
    {
        SessionOutcome? outcome;
        bool isOpen;
        lock (Gate)
        {
            outcome = Engine.Outcome;
            isOpen = Engine.State is not (SessionState.Created or SessionState.Opening);
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
        lock (Gate)
        {
            if (IsIdle)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }
    }

    protected override ValueTask<bool> TransmitAsync(Transmission<SessionPayload> transmission)
    {
        var isTied = transmission.Kind == MessageKind.CreateSequence && _inner.IsConversation;
        var message = isTied ? null : _translator.ToMessage(transmission);
        lock (Gate)
        {
            _underWay++;
        }

        _ = ExchangeAsync(transmission, message);
        return new(true);
    }

    private async Task ExchangeAsync(Transmission<SessionPayload> transmission, Message? message)
    {
        var exchange = transmission.Exchange;
        try
        {
            if (message is null)
            {
                // Which security session the sequence belongs to is known when that is open.
                _translator.TieTo(await _inner.GetAsync(_cancelled.Token).ConfigureAwait(false));
                message = _translator.ToMessage(transmission)!;
            }

            var arrival = await RequestAsync(message).ConfigureAwait(false);
            lock (Gate)
            {
                HandleResponse(Now, exchange, arrival);
            }
        }
        catch (Exception exception) when (exception is not FaultException && ClientLink.IsHidden(exception))
        {
            // The network's trouble is hidden while the session lives.
            lock (Gate)
            {
                LastFailure = exception;
                HandleExchangeFailed(Now, exchange);
                if (IsNobodyThere(exception))
                {
                    Violation ??= exception;
                    Engine.Abort(Now);
                }
            }

            if (Watch.Log.IsEnabled(LogLevel.Debug))
            {
                Watch.Log.NoResponse(exception, SessionName, Peer);
            }
        }
        catch (Exception exception)
        {
            lock (Gate)
            {
                Violation ??= Engine.State == SessionState.Opening ? SessionExceptions.OfOpening(exception, _translator.Version) : exception;
                LastFailure = exception;
                HandleExchangeFailed(Now, exchange);
                Engine.Abort(Now);
            }
        }

        Run();
        lock (Gate)
        {
            _underWay--;
        }

        OnDrained();
    }

    private async ValueTask<Arrival<SessionPayload>> RequestAsync(Message message)
    {
        Message? response;
        try
        {
            response = await _inner.RequestAsync(message, _cancelled.Token).ConfigureAwait(false);
        }
        finally
        {
            message.Close();
        }

        if (response is null)
        {
            return new Arrival<SessionPayload> { Kind = MessageKind.Empty };
        }

        RmHeaders headers;
        try
        {
            headers = RmHeaders.Read(response, _translator.Wsrm);
        }
        catch
        {
            response.Close();
            throw;
        }

        var arrival = _translator.ToArrival(response, headers, Engine.OutputIdentifier);
        NoteArrived(arrival.Payload);
        return arrival;
    }
}

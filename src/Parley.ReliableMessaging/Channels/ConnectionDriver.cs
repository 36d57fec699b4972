using Microsoft.Extensions.Logging;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// Runs a client's session over connections, one-way or duplex: what is sent waits for room, what arrives waits to be asked for.
/// </summary>
/// <remarks>Who waits is told by tasks whose continuations run elsewhere, so that it can be told with the lock held.</remarks>
internal sealed partial class ConnectionDriver : SessionDriver, IConnectionUser
{
    private const int FewUnderWay = 1;

    private static readonly TimeSpan s_close = TimeSpan.FromMicroseconds(50);

    private readonly SequenceSession<SessionPayload> _engine;
    private readonly ConnectionClient _client;
    private readonly EndpointAddress _remoteAddress;
    private readonly ClientLink _connection;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SessionOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SessionOutcome> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _isConversation;
    private TaskCompletionSource? _idle;
    private string? _heardWhileOpening;
    private Exception? _violation;
    private TimeSpan _lastSent;
    private FailureTurn _failureTurn;

    /// <param name="client">What the sessions of a factory share.</param>
    /// <param name="remoteAddress">The service.</param>
    /// <param name="via">Where connections go.</param>
    /// <param name="isDuplex">True to offer the service a sequence of its own.</param>
    public ConnectionDriver(ConnectionClient client, EndpointAddress remoteAddress, Uri via, bool isDuplex)
        : base(client.Clock, client.Watch)
    {
        _engine = SequenceSession<SessionPayload>.CreateInitiator(
            client.Settings, Now, isDuplex ? "urn:uuid:" + Guid.NewGuid().ToString("D") : null);
        _engine.Released = Release;
        _receives = new(Gate);
        _isConversation = client.IsConversation;
        _client = client;
        _remoteAddress = remoteAddress;
        _connection = client.CreateLink(remoteAddress, via, this);
    }

    public override SessionEngine<SessionPayload> Engine => _engine;

    /// <summary>The connection.</summary>
    public ClientLink Connection => _connection;

    /// <summary>Done when the session is open, or has ended before.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Done when this side's sequence is over, or the session.</summary>
    public Task OutputEnded => _outputEnded.Task;

    /// <summary>Done when the session has ended.</summary>
    public Task<SessionOutcome> Ended => _ended.Task;

    /// <summary>Done when the session has failed, and everything that was delivered before is taken.</summary>
    public Task<SessionOutcome> Failed => _failed.Task;

    /// <summary>Done when all is delivered, both ways, and only formalities are left; or when the session has ended.</summary>
    public Task Settled => _settled.Task;

    protected override bool ProgressesByWriting => false;

    protected override Uri PeerAddress => _remoteAddress.Uri;

    protected override Uri? ListenAddress => _connection.LocalAddress is { IsAnonymous: false } local ? local.Uri : null;

    protected override Exception? Breach => _violation;

    bool IConnectionUser.NeedsConnection
    {
        get
        {
            lock (Gate)
            {
                // One that has everything may still be asked for its last acknowledgement.
                return _engine.Outcome is null;
            }
        }
    }

    /// <summary>What turns the engine's words into messages: made when the session is opened, because this side's address is known then.</summary>
    private RmTranslator Translator => field ??= _client.CreateTranslator(_connection.LocalAddress, _remoteAddress);

    /// <summary>What was seen of the service while the session did not open, for the exception that says so.</summary>
    public string WhyNotOpen => LastFailure is { } failure ? $"The last failure was: {failure.Message}"
        : _heardWhileOpening is { } action ? $"The peer did not answer CreateSequence; it sent a message with the action '{action}' instead. Does its binding have reliable sessions of the same version?"
        : "The peer did not answer CreateSequence; does its binding have reliable sessions of the same version?";

    /// <summary>Opens the session.</summary>
    public void Open()
    {
        lock (Gate)
        {
            _ = Translator;
            _engine.Open(Begin());
        }

        Run();
    }

    /// <summary>Gives the session up; the peer is told, if that can be done.</summary>
    public void Abort()
    {
        lock (Gate)
        {
            _engine.Abort(Begin());
        }

        Run();
    }

    /// <summary>Waits no longer for what is left of closing, where everything is delivered.</summary>
    public void Leave()
    {
        lock (Gate)
        {
            _engine.Leave(Begin());
        }

        Run();
    }

    /// <summary>Done when everything that the engine has to say now is said.</summary>
    public Task WhenIdle()
    {
        Run();
        lock (Gate)
        {
            return IsSending ? (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }
    }

    /// <summary>What whoever uses the session sees of its end.</summary>
    public Exception ExceptionOf(SessionOutcome outcome) => _violation ?? SessionExceptions.Create(outcome, LastFailure);

    void IConnectionUser.HandleMessage(Message message)
    {
        RmHeaders headers;
        try
        {
            headers = RmHeaders.Read(message, Translator.Wsrm);
        }
        catch (Exception exception)
        {
            message.Close();
            Break(exception);
            return;
        }

        Arrival<SessionPayload> arrival;
        try
        {
            if (_engine.State == SessionState.Opening && headers.Kind != MessageKind.CreateSequenceResponse)
            {
                _heardWhileOpening = message.Headers.Action;
            }

            // Set once, before anything can come that it matters for.
            Translator.ToArrival(message, headers, _engine.OutputIdentifier, null, out arrival);
        }
        catch (Exception exception)
        {
            Break(exception);
            return;
        }

        try
        {
            NoteArrived(arrival.Payload);
            lock (Gate)
            {
                _engine.HandleArrival(Begin(), arrival);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            HandleUnexpected(exception);
        }
    }

    void IFedSession.GoOn(bool isHere)
    {
        Turn turn;
        Waiter<Message?>? receiver = null;
        Message? message = null;
        PendingSend? sender;
        lock (Gate)
        {
            Begin();
            if (isHere && !_receives.IsEmpty && TryTake(out message))
            {
                _receives.TryTakeFirst(out receiver);
            }

            sender = isHere && receiver is null ? TakeSend() : null;
            Advance(out turn);
        }

        Finish(ref turn);
        sender?.GoOnHere();
        receiver?.GoOnHere(message);
    }

    void IConnectionUser.HandleReplaced()
    {
        bool isLive;
        lock (Gate)
        {
            isLive = _engine is { Outcome: null, IsSettled: false };
            _engine.HandleTransportReplaced(Begin());
        }

        if (isLive)
        {
            Watch.Log.TransportReplaced(Watch.Role, SessionName, Peer);
        }

        Run();
    }

    void IConnectionUser.HandleFailure(Exception failure)
    {
        bool isLive;
        bool isNobodyThere;
        lock (Gate)
        {
            NoteFailure(failure);
            isNobodyThere = IsNobodyThere(failure);
            isLive = _engine is { Outcome: null, IsSettled: false };
        }

        if (isLive)
        {
            Watch.Log.TransportLost(Watch.Role, failure, SessionName, Peer);
        }

        if (isNobodyThere)
        {
            Break(failure);
        }
    }

    void IConnectionUser.HandleNotSent(Transmission<SessionPayload> transmission, Exception failure)
    {
        if (!ClientLink.IsHidden(failure))
        {
            Break(failure);
            return;
        }

        lock (Gate)
        {
            NoteFailure(failure);
            _engine.HandleNotWritten(Begin(), transmission);
        }

        if (Watch.Log.IsEnabled(LogLevel.Debug))
        {
            Watch.Log.MessageNotSent(Watch.Role, failure, SessionName, Peer);
        }
        Run();
    }

    TimeSpan IConnectionUser.RoundTrip
    {
        get
        {
            lock (Gate)
            {
                return _engine.RoundTrip.Timeout;
            }
        }
    }

    void IConnectionUser.HandleBroken(Exception failure) => Break(failure);

    void IFedSession.Break(Exception failure) => EndUnexpectedly(failure);

    protected override void OnProgress()
    {
        if (_sends.Count != 0 || _closesOutput)
        {
            TakeSends();
        }

        if (!_receives.IsEmpty || _discards)
        {
            HandOver();
        }

        if (_engine.Outcome is { } outcome)
        {
            _ended.TrySetResult(outcome);
            if (outcome.End != SessionEnd.Closed && !_failed.Task.IsCompleted && !TellFailure(outcome))
            {
                // The channel fails when its reader has come so far; nobody else is to wait for that.
                FailSends(ExceptionOf(outcome));
            }
        }

        if (_engine.IsSettled || _engine.Outcome is not null)
        {
            _settled.TrySetResult();
        }

        if (!_opened.Task.IsCompleted && _engine.Source > SourceState.Creating)
        {
            _opened.TrySetResult();
        }

        if (_engine.Source >= SourceState.Ended)
        {
            _outputEnded.TrySetResult();
        }
    }

    protected override void OnProgressed()
    {
        if (Volatile.Read(ref _idle) is null)
        {
            return;
        }

        lock (Gate)
        {
            if (!IsSending)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }
    }

    /// <returns>True when it is told.</returns>
    private bool TellFailure(SessionOutcome outcome)
    {
        var hasCome = _failureTurn.HasCome(Moment, isAwaited: !_receives.IsEmpty, _engine.HasDelivery, out var lookAgain);
        LookAgainAt(hasCome ? null : lookAgain);
        return hasCome && _failed.TrySetResult(outcome);
    }

    protected override void Break(Exception failure)
    {
        lock (Gate)
        {
            NoteFailure(failure);
            if (_engine.IsSettled)
            {
                // All is delivered. Without a connection nobody will ever say the rest.
                _ended.TrySetResult(SessionOutcome.Closed);
            }
            else if (_engine.Outcome is null)
            {
                _violation = _engine.State == SessionState.Opening ? SessionExceptions.OfOpening(failure, Translator) : failure;
                _engine.Break(Begin());
            }
        }

        Run();
    }
}

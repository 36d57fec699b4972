using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// One session at the service: its engine, what came with its CreateSequence, and those who wait for it: receivers, senders, and whoever
/// closes it.
/// </summary>
internal abstract partial class ServiceSession : SessionDriver
{
    private readonly CancellationTokenSource _stop = new();
    private Exception? _failure;
    private FailureTurn _failureTurn = new(isRead: true);
    private bool _hasEnded;
    private bool _isEndTold;
    private bool _isFailureDue;
    private bool _isFailureTold;

    protected ServiceSession(SessionRequest request, ListenerSettings settings)
        : base(settings.Clock, settings.Watch)
    {
        _receivers = new(Gate, line => new DeliveryWaiter(line, this));
        _senders = new(Gate);
        Request = request;
        Settings = settings;
        LocalAddress = request.LocalAddress ?? new EndpointAddress(settings.ListenUri);
        RemoteAddress = request.RemoteAddress;
        Via = request.Via ?? RemoteAddress.Uri;
        Translator = new RmTranslator(settings.Wsrm, request.Version, LocalAddress, RemoteAddress)
        {
            Ordered = settings.Session.Ordered,
            Encoder = settings.Encoder,
        };
    }

    /// <summary>Raised once, when the session has ended: all its messages are delivered and closed, or it has failed. Without the lock.</summary>
    public event Action<ServiceSession>? Ended;

    /// <summary>
    /// Raised once, when the session has failed and everything that was delivered before is taken. Without the lock. Whoever begins to listen looks
    /// at <see cref="IsFailureDue"/> then.
    /// </summary>
    public event Action<ServiceSession>? Failed;

    /// <summary>The sequence in which the client sends, which names the session.</summary>
    public string Id => Engine.InputIdentifier!;

    /// <summary>What was asked for.</summary>
    public SessionRequest Request { get; }

    /// <summary>The address that the client's messages come to.</summary>
    public EndpointAddress LocalAddress { get; }

    /// <summary>The address of the client.</summary>
    public EndpointAddress RemoteAddress { get; }

    /// <summary>The transport address of the client.</summary>
    public Uri Via { get; }

    /// <summary>Why the session has failed; null while it has not, and when it was closed.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>True when the session has failed and everything that was delivered before is taken.</summary>
    public bool IsFailureDue => Volatile.Read(ref _isFailureDue);

    /// <summary>True when the session is over, one way or another.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded);

    /// <summary>True when the listener does not know the session any more.</summary>
    public bool IsForgotten { get; private set; }

    /// <summary>True until somebody accepts the session's channel. The table's own, under its lock.</summary>
    public bool IsPending { get; set; }

    /// <summary>True when anything has come from the client after CreateSequence.</summary>
    public bool HasHeard { get; private set; }

    protected override Uri PeerAddress => RemoteAddress.Uri;

    protected override RemoteEndpointMessageProperty? PeerEndpoint => Request.Peer;

    protected override Uri? ListenAddress => LocalAddress.Uri;

    protected ListenerSettings Settings { get; }

    protected RmTranslator Translator { get; }

    /// <summary>Fires when the session is forgotten: nothing of it may be under way any longer.</summary>
    protected CancellationToken Stopped => _stop.Token;

    /// <summary>Keeps a message of the service, to be sent as often as it takes. What cannot be written throws.</summary>
    public virtual SessionPayload Keep(Message message) => Translator.Keep(message);

    /// <summary>Takes a message of the session. What cannot be read throws, and has no effect on the session.</summary>
    /// <param name="message">The message; it is the session's from now on.</param>
    /// <param name="headers">What its headers say.</param>
    /// <param name="end">The body of a request of closing, where it was read already.</param>
    /// <param name="source">Where it came from.</param>
    /// <exception cref="CommunicationException">The message breaks the protocol.</exception>
    public void Receive(Message message, in RmHeaders headers, SequenceEndBody? end, MessageSource source)
    {
        Translator.ToArrival(message, headers, Engine.OutputIdentifier, end, out var arrival);
        if (arrival.Payload is { } payload)
        {
            payload.Origin = source;
            NoteArrived(payload, (source as ServiceExchange)?.Flow);
        }

        HasHeard = true;
        try
        {
            Receive(arrival, source);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The message was read: it is not at fault.
            HandleUnexpected(exception);
            _ = source.AnswerAsync(null).AsTask();
        }
    }

    /// <summary>Takes a message that was read already.</summary>
    public abstract void Receive(in Arrival<SessionPayload> arrival, MessageSource source);

    /// <summary>Gives the session up; the client is told, if it can be.</summary>
    /// <param name="reason">What the client is told; null for that it was aborted.</param>
    public void Abort(string? reason = null)
    {
        lock (Gate)
        {
            Engine.Abort(Begin(), reason);
        }

        Run();
    }

    /// <summary>What listens to the session's channel has thrown: that is logged, and no more.</summary>
    public void NoteHandlerFailed(Exception failure) => Watch.Log.HandlerFailed(Watch.Role, failure);

    protected sealed override void Break(Exception failure)
    {
        lock (Gate)
        {
            NoteFailure(failure);
        }

        Abort("The service has failed.");
    }

    /// <summary>Closes what the client has sent and nobody will take any more.</summary>
    public void DropUntaken()
    {
        lock (Gate)
        {
            Engine.DropUntaken();
        }

        Run();
    }

    /// <summary>Ends all that is under way: the session is forgotten.</summary>
    public virtual void Forget()
    {
        IsForgotten = true;
        Dispose();
        lock (Gate)
        {
            // Nobody will look again whether the failure's turn has come.
            Volatile.Write(ref _isFailureDue, _isFailureDue || _failure is not null);
        }

        OnProgressed();
        _stop.Cancel();
    }

    /// <summary>Asks the channel below for something that it offers.</summary>
    public T? GetInnerProperty<T>()
        where T : class => Request.Channel.GetProperty<T>();

    protected override void OnProgress()
    {
        HandOver();
        TakeFromSenders();
        if (Engine.Outcome is { } outcome && !_hasEnded)
        {
            Volatile.Write(ref _failure, outcome.End == SessionEnd.Closed ? null : SessionExceptions.Create(outcome, LastFailure));
            Volatile.Write(ref _hasEnded, true);
        }

        if (_failure is not null && !_isFailureDue)
        {
            var hasCome = _failureTurn.HasCome(Moment, isAwaited: !_receivers.IsEmpty, HasMore, out var lookAgain);
            LookAgainAt(hasCome ? null : lookAgain);
            Volatile.Write(ref _isFailureDue, hasCome);
        }

        TellWaiters();
    }

    protected override void OnProgressed()
    {
        if (!_hasEnded)
        {
            return;
        }

        if (!Interlocked.Exchange(ref _isEndTold, true))
        {
            Ended?.Invoke(this);
        }

        if (IsFailureDue && !Interlocked.Exchange(ref _isFailureTold, true))
        {
            Failed?.Invoke(this);
        }
    }
}

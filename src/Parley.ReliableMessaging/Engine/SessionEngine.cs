namespace Parley.ReliableMessaging;

/// <summary>
/// One side of a reliable session, as arithmetic: it is told what arrived, what the application wants and what time
/// it is; it answers with messages to send, messages to deliver and the time at which it wants to be told again.
/// </summary>
/// <remarks>
/// After each call of a <c>Handle…</c> method, or of one that the application caused: poll <see cref="TryTakeDelivery"/> (for as many messages as the
/// application takes; first, so that acknowledgements tell of the room) and <see cref="TryGetTransmission"/> until they return false, then read
/// <see cref="NextDeadline"/>. Time never goes back.
/// </remarks>
internal abstract partial class SessionEngine<T>
{
    private const int MostControl = 64;

    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(50);

    private readonly Queue<Transmission<T>> _control = new();
    private readonly KeepAlive _keepAlive;
    private TimeSpan _lastReceived;
    private TimeSpan _sourceEndedAt;
    private bool _leavesFinalOut;
    private bool _pollPending;
    private long _unanswered;
    private TimeSpan _now;

    private protected SessionEngine(ReliableSettings settings, SessionRole role, TimeSpan now)
    {
        Settings = settings;
        Role = role;
        Handshake = new(settings.HandshakeInterval);
        _keepAlive = new(settings, polls: role == SessionRole.Initiator, now);
        _lastReceived = now;
        _now = now;
    }

    /// <summary>The settings.</summary>
    public ReliableSettings Settings { get; }

    /// <summary>The side.</summary>
    public SessionRole Role { get; }

    /// <summary>The sequence in which this side sends; null before it is known, and where this side sends none.</summary>
    public string? OutputIdentifier { get; private protected set; }

    /// <summary>The sequence in which this side receives; null where it receives none.</summary>
    public string? InputIdentifier { get; private protected init; }

    /// <summary>The half that sends.</summary>
    public SourceState Source { get; private set; }

    /// <summary>The half that receives.</summary>
    public DestinationState Destination { get; private set; }

    /// <summary>How the session ended; null while it has not.</summary>
    public SessionOutcome? Outcome { get; private set; }

    /// <summary>The session's round trip.</summary>
    public RoundTripEstimate RoundTrip { get; } = new();

    /// <summary>When something last arrived from the peer.</summary>
    public TimeSpan LastReceived => _lastReceived;

    /// <summary>True when this side sends messages of the application in a sequence of its own that it opens and closes.</summary>
    public bool HasSource { get; private protected init; }

    /// <summary>True when the peer sends messages in a sequence that it opens and closes.</summary>
    public bool HasDestination { get; private protected init; }

    /// <summary>Both halves together.</summary>
    public SessionState State => Outcome switch
    {
        { End: SessionEnd.Closed } => SessionState.Closed,
        not null => SessionState.Faulted,
        _ when !HasSource => Destination == DestinationState.Open ? SessionState.Open : SessionState.Closing,
        _ => Source switch
        {
            SourceState.Idle => SessionState.Created,
            SourceState.Creating => SessionState.Opening,
            SourceState.Open => SessionState.Open,
            _ => SessionState.Closing,
        },
    };

    /// <summary>
    /// True when both sides' messages are known to be delivered and only the formalities of closing are left: Close may
    /// return, and the channel lets the engine finish in the background.
    /// </summary>
    public bool IsSettled => Outcome?.End == SessionEnd.Closed
        || (Outcome is null && IsSourceSettled && (!HasDestination || Destination is DestinationState.Complete or DestinationState.Terminated));

    /// <summary>Messages that this side holds: sent and unacknowledged, received and not taken.</summary>
    public virtual int Held => Incoming?.Held ?? 0;

    /// <summary>When <see cref="HandleDeadline"/> is to be called; null when there is nothing to wait for.</summary>
    public TimeSpan? NextDeadline
    {
        get
        {
            if (Outcome is not null || (HasSource && Source == SourceState.Idle))
            {
                return null;
            }

            var deadline = _lastReceived + Settings.InactivityTimeout;
            Earlier(ref deadline, Handshake.Due);
            if (Handshake.IsActive && Handshake.Kind != MessageKind.CreateSequence)
            {
                Earlier(ref deadline, Handshake.BegunAt + Settings.Linger);
            }

            Earlier(ref deadline, LingerDeadline);
            Earlier(ref deadline, Source == SourceState.Creating || _pollPending ? null : _keepAlive.Due);
            Earlier(ref deadline, OwnDeadline);
            return deadline;
        }
    }

    /// <summary>The incoming sequence, where the peer's messages come in one.</summary>
    private protected IncomingSequence<T>? Incoming { get; init; }

    /// <summary>The request of opening or closing that waits for its answer.</summary>
    private protected HandshakeTimer Handshake { get; }

    /// <summary>True when this side's messages are all acknowledged, or answered.</summary>
    private protected abstract bool IsDelivered { get; }

    /// <summary>True when messages wait because the peer has no room for them.</summary>
    private protected abstract bool IsStalled { get; }

    /// <summary>The earliest of the deadlines of what a kind of session adds.</summary>
    private protected abstract TimeSpan? OwnDeadline { get; }

    private bool IsSourceSettled => !HasSource || Source is SourceState.Closing or SourceState.Terminating or SourceState.Ended;

    private TimeSpan? LingerDeadline => (!HasSource || Source == SourceState.Ended) && HasDestination && Destination == DestinationState.Complete
        ? Later(_lastReceived, _sourceEndedAt) + Settings.Linger
        : null;

    /// <summary>Takes a message of the application.</summary>
    /// <param name="now">The time.</param>
    /// <param name="payload">The message.</param>
    /// <param name="number">Its number, when it was taken.</param>
    public abstract SendResult Send(TimeSpan now, T payload, out long number);

    /// <summary>The message to send next. It is asked for until there is none.</summary>
    public bool TryGetTransmission(TimeSpan now, out Transmission<T> transmission)
    {
        _now = now;
        if (_control.TryDequeue(out transmission))
        {
            _keepAlive.HandleSent(now);
            Record.NoteSent(transmission);
            if (transmission.Acknowledgement is not null && Incoming is not null)
            {
                // What the application has taken since makes room.
                transmission = transmission with { Acknowledgement = Incoming.TakeAcknowledgement(Now) };
            }

            return true;
        }

        if (Outcome is not null)
        {
            // A peer that has not heard the last acknowledgement may still ask.
            return Outcome.End == SessionEnd.Closed && TryGetAcknowledgement(now, out transmission);
        }

        if (TryGetHandshake(now, out transmission) || TryGetMessage(now, out transmission))
        {
            _keepAlive.HandleSent(now);
            Record.NoteSent(transmission);
            return true;
        }

        if (_pollPending)
        {
            _pollPending = false;
            _keepAlive.HandlePolled(now);
            transmission = CreatePoll();
            return true;
        }

        return TryGetAcknowledgement(now, out transmission);
    }

    /// <summary>
    /// The message has been handed to the network. Every transmission of a message that was got must come back here, or
    /// to <see cref="HandleNotWritten"/>: its timer starts now.
    /// </summary>
    public virtual void HandleWritten(TimeSpan now, in Transmission<T> transmission) => _now = now;

    /// <summary>The message could not be handed to the network.</summary>
    public virtual void HandleNotWritten(TimeSpan now, in Transmission<T> transmission)
    {
        _now = now;
        if (Handshake.IsActive && Handshake.Kind == transmission.Kind)
        {
            Handshake.HandleFailed(now);
        }
    }

    /// <summary>A new connection has taken the place of one that failed.</summary>
    public virtual void HandleTransportReplaced(TimeSpan now)
    {
        _now = now;
        Handshake.HandleFailed(now);
    }

    /// <summary>A message arrived. For the responder over a transport of requests and responses, with the exchange to answer on.</summary>
    public void HandleArrival(TimeSpan now, in Arrival<T> arrival, long exchange = 0)
    {
        _now = now;
        _unanswered = exchange;
        NoteArriving();
        if (Outcome is { End: not SessionEnd.Closed })
        {
            RefuseAfterFault(arrival, exchange);
        }
        else
        {
            // Whatever else arrives while CreateSequence waits for its answer does not lengthen the wait.
            _lastReceived = Source == SourceState.Creating ? _lastReceived : now;
            _keepAlive.HandleReceived(now);
            HandleReceived();
            TellEnd(arrival);
            Dispatch(now, arrival, exchange);
            NoteStall(now);
        }

        if (_unanswered != 0 && !IsExchangeKept(arrival, exchange))
        {
            Enqueue(AnswerTo(arrival) with { Exchange = exchange });
        }

        _unanswered = 0;
        if (!DecidesLater)
        {
            TellDropped(arrival);
        }
    }

    /// <summary>The time has come that <see cref="NextDeadline"/> named; earlier does no harm.</summary>
    public void HandleDeadline(TimeSpan now)
    {
        _now = now;
        if (Outcome is not null || (HasSource && Source == SourceState.Idle))
        {
            return;
        }

        if (now >= _lastReceived + Settings.InactivityTimeout)
        {
            HandleInactivity();
            return;
        }

        Handshake.HandleDeadline(now);
        if (Handshake.IsActive && Handshake.Kind != MessageKind.CreateSequence && now >= Handshake.BegunAt + Settings.Linger)
        {
            // All is delivered: a peer that does not answer the formalities does no harm.
            HandleHandshakeAnswered(now);
        }

        if (LingerDeadline <= now)
        {
            StepDestination(DestinationEvent.Terminated);
        }

        if (Outcome is null && Source != SourceState.Creating && _keepAlive.Due <= now)
        {
            _pollPending = true;
        }

        if (Outcome is null)
        {
            HandleOwnDeadline(now);
            NoteStall(now);
        }
    }

    /// <summary>Queues a message that goes before all others.</summary>
    /// <remarks>A peer that asks faster than it can be answered hears the latest answers only. What answers an exchange is bounded by the exchanges.</remarks>
    private protected void Enqueue(in Transmission<T> transmission)
    {
        if (_control.Count >= MostControl && SpeaksFreely)
        {
            _control.Dequeue();
        }

        _control.Enqueue(transmission);
        if (transmission.Exchange == _unanswered)
        {
            _unanswered = 0;
        }
    }

    /// <summary>Whatever waits because the peer has no room is looked at again.</summary>
    /// <remarks>A peer that can speak by itself tells when it has room; one that can only answer is asked soon.</remarks>
    private protected void NoteStall(TimeSpan now) => _keepAlive.NoteStall(now, IsStalled, SpeaksFreely ? RoundTrip.Timeout : Later(RoundTrip.Mean, s_soon));

    /// <summary>Something arrived.</summary>
    private protected virtual void HandleReceived()
    {
    }

    /// <summary>A sign of life is asked for now.</summary>
    private protected void RequestPoll() => _pollPending = true;

    /// <summary>The time of the call that is being handled.</summary>
    private protected TimeSpan Now => _now;

    /// <summary>The next message of the application that may go out.</summary>
    private protected abstract bool TryGetMessage(TimeSpan now, out Transmission<T> transmission);

    /// <summary>An acknowledgement that is due by itself.</summary>
    private protected abstract bool TryGetAcknowledgement(TimeSpan now, out Transmission<T> transmission);

    /// <summary>Deadlines of what a kind of session adds.</summary>
    private protected abstract void HandleOwnDeadline(TimeSpan now);

    /// <summary>A message that asks for a sign of life.</summary>
    private protected virtual Transmission<T> CreatePoll() => new()
    {
        Kind = MessageKind.AckRequested,
        Identifier = OutputIdentifier,
        AckRequestedIdentifier = OutputIdentifier,
        Acknowledgement = Incoming?.TakeAcknowledgement(Now),
        Exchange = BeginExchange(MessageKind.AckRequested, 0),
    };

    /// <summary>Names a new exchange; 0 where messages go by themselves.</summary>
    private protected virtual long BeginExchange(MessageKind kind, long number) => 0;

    /// <summary>True when the exchange stays open, to be answered later.</summary>
    private protected virtual bool IsExchangeKept(in Arrival<T> arrival, long exchange) => false;

    /// <summary>The answer to what arrived on an exchange, where nothing better is to be said.</summary>
    private protected virtual Transmission<T> AnswerTo(in Arrival<T> arrival) =>
        arrival.Kind is MessageKind.Message or MessageKind.LastMessage or MessageKind.AckRequested && Incoming is not null && Outcome?.End is null or SessionEnd.Closed
            ? new() { Kind = MessageKind.Acknowledgement, Identifier = InputIdentifier, Acknowledgement = Incoming.TakeAcknowledgement(Now) }
            : new() { Kind = MessageKind.Empty };

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static void Earlier(ref TimeSpan deadline, TimeSpan? other)
    {
        if (other < deadline)
        {
            deadline = other.Value;
        }
    }
}

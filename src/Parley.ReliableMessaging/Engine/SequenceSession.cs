namespace Parley.ReliableMessaging;

/// <summary>
/// A session of one sequence, or of one each way that know nothing of each other: one-way and duplex.
/// WCF documentation: reliable messaging protocol, one-way and duplex message exchange.
/// </summary>
/// <remarks>
/// Over a transport of requests and responses (only one-way) every transmission of the initiator begins an exchange, and every exchange of the responder is
/// answered within the call that it arrived in; over any other transport a message goes by itself.
/// </remarks>
internal sealed class SequenceSession<T> : SessionEngine<T>
{
    private const int MostGreetings = 8;

    private readonly OutgoingSequence<T> _outgoing;
    private readonly ExchangeTable? _exchanges;
    private readonly bool _overExchanges;
    private readonly SilentPeer _silence = new();
    private bool _askedAtEnd;
    private int _greetings;
    private TimeSpan? _greetingDue;

    private SequenceSession(ReliableSettings settings, SessionRole role, TimeSpan now, string? input, bool hasSource, bool overExchanges)
        : base(settings, role, now)
    {
        _overExchanges = overExchanges;
        _exchanges = overExchanges && role == SessionRole.Initiator ? new() : null;
        _outgoing = new(settings, RoundTrip) { Record = Record, CanAsk = !overExchanges };
        InputIdentifier = input;
        Incoming = input is null ? null : new(settings, input) { Record = Record };
        HasSource = hasSource;
        HasDestination = input is not null;
    }

    /// <summary>Called with each message that is acknowledged and of which nothing more is told; null for nobody.</summary>
    public Action<T>? Released
    {
        get => _outgoing.Released;
        set => _outgoing.Released = value;
    }

    /// <summary>Messages sent and not acknowledged.</summary>
    public override int Unacknowledged => _outgoing.Held;

    /// <inheritdoc/>
    public override int Undelivered => _outgoing.Undelivered;

    /// <summary>Messages that are held, both ways.</summary>
    public override int Held => base.Held + _outgoing.Held;

    /// <summary>True when one more message can be taken from the application.</summary>
    public bool CanSend => Source == SourceState.Open && _outgoing.HasRoom && !_outgoing.IsNumberedOut;

    /// <summary>Exchanges that have not come to an end.</summary>
    public int OpenExchanges => _exchanges?.Count ?? 0;

    private protected override bool IsDelivered => _outgoing.IsDelivered;

    private protected override bool IsStalled => _outgoing.IsStalled;

    private protected override long LastNumber => _outgoing.LastNumber;

    private protected override bool ExpectsAnswers => _overExchanges || base.ExpectsAnswers;

    private protected override bool SpeaksFreely => !_overExchanges;

    private protected override TimeSpan? OwnDeadline
    {
        get
        {
            var deadline = _outgoing.NextDeadline;
            deadline = deadline is null || _greetingDue < deadline ? _greetingDue ?? deadline : deadline;
            return !_overExchanges && Incoming?.AcknowledgementDue is { } due && (deadline is null || due < deadline) ? due : deadline;
        }
    }

    /// <summary>The side that opens the session.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="now">The time.</param>
    /// <param name="offer">The sequence offered for the other direction; null for a one-way session.</param>
    /// <param name="overExchanges">True over a transport of requests and responses.</param>
    public static SequenceSession<T> CreateInitiator(ReliableSettings settings, TimeSpan now, string? offer, bool overExchanges = false) =>
        new(settings, SessionRole.Initiator, now, offer, hasSource: true, overExchanges);

    /// <summary>The side that answers; CreateSequence is then fed to it, each time it arrives.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="now">The time.</param>
    /// <param name="identifier">The sequence that is made for the initiator.</param>
    /// <param name="offer">The sequence that the initiator offered and that is accepted; null for none.</param>
    /// <param name="overExchanges">True over a transport of requests and responses.</param>
    public static SequenceSession<T> CreateResponder(ReliableSettings settings, TimeSpan now, string identifier, string? offer, bool overExchanges = false)
    {
        var session = new SequenceSession<T>(settings, SessionRole.Responder, now, identifier, hasSource: offer is not null, overExchanges)
        {
            OutputIdentifier = offer,
        };
        if (offer is not null)
        {
            session.HandleCreated();
        }

        return session;
    }

    /// <inheritdoc/>
    public override SendResult Send(TimeSpan now, T payload, out long number)
    {
        number = 0;
        if (!HasSource || Source != SourceState.Open)
        {
            return SendResult.NotOpen;
        }

        if (_outgoing.IsNumberedOut)
        {
            return SendResult.NumbersExhausted;
        }

        if (!_outgoing.HasRoom)
        {
            return SendResult.NoRoom;
        }

        number = _outgoing.Add(payload);
        NoteStall(now);
        return SendResult.Taken;
    }

    /// <summary>The response of an exchange that this side began.</summary>
    public void HandleResponse(TimeSpan now, long exchange, in Arrival<T> arrival)
    {
        if (_exchanges is null || !_exchanges.TryEnd(exchange, out var use))
        {
            DropLate(arrival);
            return;
        }

        if (use.Kind == MessageKind.TerminateSequence && !_silence.ConfirmsAtEnd(arrival.Acknowledgement))
        {
            DropLate(arrival);
            FailUnconfirmed();
            return;
        }

        HandleArrival(now, arrival);
        if (Outcome is null)
        {
            if (use.Kind == MessageKind.Message && arrival is { Kind: MessageKind.Acknowledgement, Acknowledgement: not null })
            {
                _silence.NoteAcknowledgesAtOnce();
            }

            HandleAnswered(now, use, arrival.Kind);
        }
    }

    /// <summary>An exchange that this side began got no response.</summary>
    public void HandleExchangeFailed(TimeSpan now, long exchange)
    {
        if (_exchanges is null || !_exchanges.TryEnd(exchange, out var use) || Outcome is not null)
        {
            return;
        }

        if (use.Kind is MessageKind.Message or MessageKind.LastMessage)
        {
            _outgoing.HandleFailed(now, use.Number, isLost: true);
        }
        else if (Handshake.IsActive && Handshake.Kind == use.Kind)
        {
            Handshake.HandleFailed(now);
        }
    }

    /// <inheritdoc/>
    public override void HandleWritten(TimeSpan now, in Transmission<T> transmission)
    {
        base.HandleWritten(now, transmission);
        if (transmission.Kind is MessageKind.Message or MessageKind.LastMessage)
        {
            _outgoing.HandleWritten(now, transmission.Number);
        }
    }

    /// <inheritdoc/>
    public override void HandleNotWritten(TimeSpan now, in Transmission<T> transmission)
    {
        base.HandleNotWritten(now, transmission);
        _exchanges?.TryEnd(transmission.Exchange, out _);
        if (transmission.Kind is MessageKind.Message or MessageKind.LastMessage)
        {
            if (_overExchanges)
            {
                _outgoing.HandleFailed(now, transmission.Number, isLost: true);
            }
            else
            {
                _outgoing.HandleNoConnection(now, transmission.Number);
            }
        }
    }

    /// <inheritdoc/>
    public override void HandleTransportReplaced(TimeSpan now)
    {
        base.HandleTransportReplaced(now);
        _outgoing.HandleTransportReplaced(now);
        if (Source > SourceState.Creating)
        {
            // Before that the peer may not know the sequence.
            Incoming?.RequestAcknowledgement(now);
            if (Role == SessionRole.Initiator)
            {
                _greetings = 0;
                _greetingDue = now + RoundTrip.Timeout;
            }
        }
    }

    private protected override void HandleReceived() => _greetingDue = null;

    /// <summary>
    /// A responder knows of a new connection only by what comes on it. While nothing comes back, an initiator that has nothing to say shows
    /// that it is there.
    /// </summary>
    private void Greet(TimeSpan now)
    {
        if (_greetingDue <= now)
        {
            Incoming?.RequestAcknowledgement(now);
            _greetingDue = ++_greetings < MostGreetings ? now + Backoff.Doubled(RoundTrip.Timeout, _greetings, Settings.Linger) : null;
        }
    }

    private protected override bool Acknowledge(TimeSpan now, Acknowledgement acknowledgement)
    {
        _silence.NoteAcknowledgement(acknowledgement);
        return _outgoing.Acknowledge(now, Settings.FlowControlEnabled ? acknowledgement : acknowledgement with { BufferRemaining = null });
    }

    private protected override void HandleOwnDeadline(TimeSpan now)
    {
        Greet(now);
        if (!_outgoing.HandleDeadline(now))
        {
            FailByRetries(now);
        }
        else if (_outgoing.WantsAcknowledgement)
        {
            _outgoing.WantsAcknowledgement = false;
            RequestPoll();
        }
    }

    private protected override bool TryGetMessage(TimeSpan now, out Transmission<T> transmission)
    {
        transmission = default;
        if (!HasSource || Source is not (SourceState.Open or SourceState.Draining))
        {
            return false;
        }

        _outgoing.IsOneAtATime = _silence.IsKnown;
        if (_outgoing.TryTakeNext(out var message))
        {
            var asks = message.AsksForAcknowledgement;
            _askedAtEnd |= asks && message.Number == _outgoing.LastNumber && Source == SourceState.Draining;
            transmission.Kind = message.IsLast ? MessageKind.LastMessage : MessageKind.Message;
            transmission.Identifier = OutputIdentifier;
            transmission.Number = message.Number;
            transmission.IsLast = message.IsLast;
            transmission.Payload = message.Payload;
            transmission.Attempt = message.Attempt;
            transmission.AckRequestedIdentifier = asks ? OutputIdentifier : null;
            transmission.Acknowledgement = _outgoing.HasSeenLossLately && Incoming is { Highest: > 0 } ? Incoming.TakeAcknowledgement(Now) : TakePiggyback();
            transmission.Exchange = BeginExchange(MessageKind.Message, message.Number);
            return true;
        }

        if (Source != SourceState.Draining || _askedAtEnd || _overExchanges || Settings.Version != ReliableVersion.V11 || !_outgoing.IsAllSent)
        {
            return false;
        }

        // CloseSequence waits for the acknowledgement of the last message: it is not left to the peer's interval.
        _askedAtEnd = true;
        transmission = CreatePoll();
        return true;
    }

    private protected override bool TryGetAcknowledgement(TimeSpan now, out Transmission<T> transmission)
    {
        if (_overExchanges || Incoming is null || Incoming.AcknowledgementDue is not { } due || due > now)
        {
            transmission = default;
            return false;
        }

        transmission = new()
        {
            Kind = MessageKind.Acknowledgement,
            Identifier = InputIdentifier,
            Acknowledgement = Incoming.TakeAcknowledgement(Now),
        };
        return true;
    }

    private protected override long BeginExchange(MessageKind kind, long number) => _exchanges?.Begin(kind, number) ?? 0;

    private protected override void HandleCloseRequested(TimeSpan now)
    {
        // In 1.0 the end of a sequence is a message of it.
        if (Settings.Version == ReliableVersion.February2005 && !_outgoing.IsNumberedOut)
        {
            _outgoing.Add(default, isLast: true);
            NoteStall(now);
        }
    }

    private protected override bool TryForgiveLastMessage(TimeSpan now)
    {
        if (Source != SourceState.Draining || Settings.Version != ReliableVersion.February2005 || !_outgoing.IsDeliveredButLastMessage)
        {
            return false;
        }

        _outgoing.LetLastMessageGo(now);
        return true;
    }

    private protected override void HandleEnded()
    {
        _outgoing.Clear();
        _exchanges?.Clear();
    }

    /// <summary>The empty response to a message means that the peer has it, where the peer is one that says so.</summary>
    private bool TryTakeSilence(TimeSpan now, long number)
    {
        if (!_silence.HasTaken(number, _outgoing.CountEmptyAnswer(number)))
        {
            return false;
        }

        return _outgoing.Acknowledge(now, new() { Identifier = OutputIdentifier!, Ranges = [new(1, number)] });
    }

    private void HandleAnswered(TimeSpan now, ExchangeUse use, MessageKind answer)
    {
        switch (use.Kind)
        {
            case MessageKind.Message or MessageKind.LastMessage:
                if (answer == MessageKind.Empty && (TryForgiveLastMessage(now) || TryTakeSilence(now, use.Number)))
                {
                    AdvanceSource(now);
                }
                else
                {
                    _outgoing.HandleFailed(now, use.Number, isLost: false);
                }

                break;
            case MessageKind.TerminateSequence when Source == SourceState.Terminating:
            case MessageKind.CloseSequence when Source == SourceState.Closing:
                // Whatever the peer answered: everything is delivered.
                HandleHandshakeAnswered(now);
                break;
            case MessageKind.CreateSequence when Handshake.IsActive && Handshake.Kind == MessageKind.CreateSequence:
                Handshake.HandleFailed(now);
                break;
            default:
                break;
        }
    }
}

namespace Parley.ReliableMessaging;

/// <summary>
/// The initiator of a request-reply session whose replies come back in the transport's responses.
/// WCF documentation: reliable messaging protocol, request-reply message exchange with an anonymous initiator.
/// </summary>
internal sealed class RequestSession<T> : SessionEngine<T>
{
    private readonly OutgoingRequests<T> _requests;
    private readonly ExchangeTable _exchanges = new();
    private readonly ReceivedNumbers _replies = new();
    private readonly Queue<Delivery<T>> _deliveries = new();
    private readonly SilentPeer _silence = new();
    private Acknowledgement? _acknowledgement;

    /// <param name="settings">The settings.</param>
    /// <param name="now">The time.</param>
    /// <param name="offer">The sequence offered for the replies.</param>
    public RequestSession(ReliableSettings settings, TimeSpan now, string offer)
        : base(settings, SessionRole.Initiator, now)
    {
        _requests = new(settings, RoundTrip) { Record = Record };
        InputIdentifier = offer;
        HasSource = true;
    }

    /// <summary>Requests that have no response yet.</summary>
    public int Unanswered => _requests.Held;

    /// <inheritdoc/>
    public override int Unacknowledged => _requests.Held;

    /// <inheritdoc/>
    public override int Untaken => _deliveries.Count;

    /// <summary>Exchanges that have not come to an end.</summary>
    public int OpenExchanges => _exchanges.Count;

    /// <summary>True when one more request can be taken from the application.</summary>
    public bool CanSend => Source == SourceState.Open && HasRoom && !_requests.IsNumberedOut;

    /// <inheritdoc/>
    public override int Held => _requests.Held + _deliveries.Count;

    private protected override bool IsDelivered => _requests.Held == 0;

    private protected override bool IsStalled => _requests.IsStalled;

    private protected override long LastNumber => _requests.LastNumber;

    private protected override bool ExpectsAnswers => true;

    private protected override bool SpeaksFreely => false;

    private protected override bool DecidesLater => true;

    private protected override MessageKind? ClosingRequest =>
        Settings.Version == ReliableVersion.V11 ? MessageKind.CloseSequence : MessageKind.LastMessage;

    private protected override TimeSpan? OwnDeadline => _requests.NextDeadline;

    private bool HasRoom => _requests.HasRoom && Held < Settings.MaxTransferWindowSize;

    /// <summary>Takes a request of the application; its reply is delivered under the same number.</summary>
    public override SendResult Send(TimeSpan now, T payload, out long number) => Send(now, payload, isOneWay: false, out number);

    /// <summary>Takes a request of the application.</summary>
    /// <param name="now">The time.</param>
    /// <param name="payload">The request.</param>
    /// <param name="isOneWay">True when no reply is expected: its delivery has no payload.</param>
    /// <param name="number">Its number.</param>
    public SendResult Send(TimeSpan now, T payload, bool isOneWay, out long number)
    {
        number = 0;
        if (Source != SourceState.Open)
        {
            return SendResult.NotOpen;
        }

        if (_requests.IsNumberedOut)
        {
            return SendResult.NumbersExhausted;
        }

        if (!HasRoom)
        {
            return SendResult.NoRoom;
        }

        number = _requests.Add(payload, isOneWay);
        NoteStall(now);
        return SendResult.Taken;
    }

    /// <summary>The response of an exchange that this side began.</summary>
    public void HandleResponse(TimeSpan now, long exchange, in Arrival<T> arrival)
    {
        if (!_exchanges.TryEnd(exchange, out var use))
        {
            DropLate(arrival);
            return;
        }

        NoteArriving();
        TakeResponse(now, use, arrival);
        TellDropped(arrival);
    }

    /// <inheritdoc/>
    public override void DropUntaken()
    {
        while (_deliveries.TryDequeue(out var delivery))
        {
            if (delivery.HasPayload)
            {
                Record.NoteDropped(MessageFate.Undelivered, delivery.Number, delivery.Payload);
            }
        }
    }

    private void TakeResponse(TimeSpan now, ExchangeUse use, in Arrival<T> arrival)
    {

        if (use.Kind == MessageKind.TerminateSequence && !_silence.ConfirmsAtEnd(arrival.Acknowledgement))
        {
            FailUnconfirmed();
            return;
        }

        HandleArrival(now, arrival);
        if (Outcome is not null || arrival.Kind == MessageKind.Fault)
        {
            return;
        }

        if (Settings.Version == ReliableVersion.V11 && arrival.Kind is MessageKind.CloseSequence or MessageKind.TerminateSequence)
        {
            const string Reason = "The sequence of the replies is closed by its request sequence, not by itself.";
            Fail(SessionEnd.ProtocolViolation, Reason, Terminated(Reason, isSender: true));
            return;
        }

        TakeReplyNumber(arrival);
        switch (use.Kind)
        {
            case MessageKind.Message:
                HandleAnswer(now, use.Number, arrival);
                AdvanceSource(now);
                break;
            case MessageKind.AckRequested when arrival.Acknowledgement is not null:
                _requests.HandleProbeAnswered(now);
                break;
            case MessageKind.LastMessage or MessageKind.CloseSequence when Source == SourceState.Closing:
            case MessageKind.TerminateSequence when Source == SourceState.Terminating:
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

    /// <summary>An exchange that this side began got no response.</summary>
    public void HandleExchangeFailed(TimeSpan now, long exchange)
    {
        if (!_exchanges.TryEnd(exchange, out var use) || Outcome is not null)
        {
            return;
        }

        if (use.Kind == MessageKind.Message)
        {
            _requests.HandleNoAnswer(now, use.Number, isDropped: false);
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
        if (transmission.Kind == MessageKind.Message)
        {
            _requests.HandleWritten(now, transmission.Number);
        }
    }

    /// <inheritdoc/>
    public override void HandleNotWritten(TimeSpan now, in Transmission<T> transmission)
    {
        base.HandleNotWritten(now, transmission);
        HandleExchangeFailed(now, transmission.Exchange);
    }

    private protected override bool TryTake(TimeSpan now, out Delivery<T> delivery) => _deliveries.TryDequeue(out delivery);

    private protected override bool Acknowledge(TimeSpan now, Acknowledgement acknowledgement)
    {
        _silence.NoteAcknowledgement(acknowledgement);
        return _requests.Acknowledge(Settings.FlowControlEnabled ? acknowledgement : acknowledgement with { BufferRemaining = null });
    }

    private protected override void HandleMessage(TimeSpan now, in Arrival<T> arrival, long exchange)
    {
        // A reply belongs to the exchange that it comes on: HandleResponse knows which.
    }

    private protected override void HandleOwnDeadline(TimeSpan now)
    {
        if (!_requests.HandleDeadline(now))
        {
            FailByRetries(now);
        }
        else if (_requests.WantsAcknowledgement)
        {
            _requests.WantsAcknowledgement = false;
            RequestPoll();
        }
    }

    private protected override bool TryGetMessage(TimeSpan now, out Transmission<T> transmission)
    {
        transmission = default;
        if (Source is not (SourceState.Open or SourceState.Draining) || !_requests.TryTakeNext(_silence.IsKnown, out var message))
        {
            return false;
        }

        transmission.Kind = MessageKind.Message;
        transmission.Identifier = OutputIdentifier;
        transmission.Number = message.Number;
        transmission.Payload = message.Payload;
        transmission.Attempt = message.Attempt;
        transmission.Acknowledgement = TakePiggyback();
        transmission.Exchange = BeginExchange(MessageKind.Message, message.Number);
        return true;
    }

    private protected override bool TryGetAcknowledgement(TimeSpan now, out Transmission<T> transmission)
    {
        transmission = default;
        return false;
    }

    private protected override Transmission<T> CreatePoll() => base.CreatePoll() with { Acknowledgement = TakePiggyback() };

    private protected override long BeginExchange(MessageKind kind, long number)
    {
        if (kind == MessageKind.LastMessage)
        {
            _requests.NoteLastMessageSent();
        }

        return _exchanges.Begin(kind, number);
    }

    /// <summary>What arrived of the replies; nothing before the first, except in the final acknowledgement of 1.1.</summary>
    private protected override Acknowledgement? TakePiggyback()
    {
        var isFinal = Settings.Version == ReliableVersion.V11 && Source is SourceState.Closing or SourceState.Terminating;
        if (_replies.Highest == 0 && !isFinal)
        {
            return null;
        }

        if (_acknowledgement is null || _acknowledgement.IsFinal != isFinal)
        {
            _acknowledgement = new() { Identifier = InputIdentifier!, Ranges = _replies.ToArray(), IsFinal = isFinal };
        }

        return _acknowledgement;
    }

    private protected override void HandleEnded()
    {
        _requests.Clear();
        _exchanges.Clear();
        if (Outcome!.End == SessionEnd.Aborted)
        {
            DropUntaken();
        }
    }

    private void TakeReplyNumber(in Arrival<T> arrival)
    {
        if (arrival.Kind is MessageKind.Message or MessageKind.LastMessage
            && arrival.Identifier == InputIdentifier
            && arrival.Number > 0
            && !_replies.Contains(arrival.Number)
            && _replies.HasRoomFor(arrival.Number))
        {
            _replies.Add(arrival.Number);
            _acknowledgement = null;
        }
    }

    private void HandleAnswer(TimeSpan now, long number, in Arrival<T> arrival)
    {
        if (arrival.Kind == MessageKind.Message)
        {
            if (arrival.Acknowledgement is null)
            {
                const string Reason = "A reply carries no acknowledgement of its request.";
                Fail(SessionEnd.ProtocolViolation, Reason, Terminated(Reason, isSender: true));
            }
            else if (arrival.Identifier is { } identifier && identifier != InputIdentifier)
            {
                const string Reason = "A reply belongs to a sequence that was not offered.";
                Fail(SessionEnd.ProtocolViolation, Reason, Terminated(Reason, isSender: true));
            }
            else if (arrival.Identifier is null || _replies.Contains(arrival.Number))
            {
                TakeReply(now, number, arrival.Payload);
            }
        }
        else if (arrival.Acknowledgement is { } acknowledgement && AckRanges.Contains(acknowledgement.Ranges, number))
        {
            if (arrival.Kind == MessageKind.Acknowledgement)
            {
                _silence.NoteAcknowledgesAtOnce();
            }

            if (_requests.TryAnswer(now, number))
            {
                _deliveries.Enqueue(new(number, default, HasPayload: false));
            }
        }
        else if (arrival.Kind == MessageKind.Empty && _silence.HasTaken(number, _requests.CountEmptyAnswer(number)))
        {
            if (_requests.TryAnswer(now, number))
            {
                _requests.GoOnWithoutAcknowledgement();
                _deliveries.Enqueue(new(number, default, HasPayload: false));
            }
        }
        else
        {
            _requests.HandleNoAnswer(now, number, isDropped: true);
        }
    }

    private void TakeReply(TimeSpan now, long number, T? payload)
    {
        if (_requests.TryAnswer(now, number))
        {
            NoteKept();
            _deliveries.Enqueue(new(number, payload));
        }
        else
        {
            NoteDuplicate();
        }
    }
}

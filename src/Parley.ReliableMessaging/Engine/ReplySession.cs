namespace Parley.ReliableMessaging;

/// <summary>
/// The responder of a request-reply session whose replies go back in the transport's responses.
/// WCF documentation: reliable messaging protocol, request-reply message exchange with an anonymous initiator.
/// </summary>
/// <remarks>Each delivery is to be answered once, by <see cref="Reply"/> or <see cref="ReplyNothing"/> with its number.</remarks>
internal sealed class ReplySession<T> : SessionEngine<T>
{
    private readonly ReplyCache<T> _replies;

    /// <param name="settings">The settings.</param>
    /// <param name="now">The time.</param>
    /// <param name="identifier">The sequence that is made for the requests.</param>
    /// <param name="offer">The sequence that the initiator offered for the replies.</param>
    public ReplySession(ReliableSettings settings, TimeSpan now, string identifier, string offer)
        : base(settings, SessionRole.Responder, now)
    {
        _replies = new(Record);
        InputIdentifier = identifier;
        OutputIdentifier = offer;
        Incoming = new(settings, identifier) { Record = Record };
        HasDestination = true;
    }

    /// <summary>Replies that are kept until they are acknowledged.</summary>
    public int UnacknowledgedReplies => _replies.Unacknowledged;

    /// <inheritdoc/>
    public override int Unacknowledged => _replies.Unacknowledged;

    /// <summary>Exchanges that wait for a reply.</summary>
    public int OpenExchanges => _replies.Exchanges;

    /// <inheritdoc/>
    public override int Held => base.Held + _replies.Unacknowledged;

    private protected override bool IsDelivered => true;

    private protected override bool IsStalled => false;

    private protected override long LastNumber => _replies.LastNumber;

    private protected override bool SpeaksFreely => false;

    private protected override TimeSpan? OwnDeadline => null;

    private protected override string? ObjectionToTerminate =>
        Settings.Version == ReliableVersion.February2005 && _replies.HasOpenReplies
            ? "TerminateSequence came before every reply was acknowledged."
            : null;

    private protected override Transmission<T>? TerminateAnswer => base.TerminateAnswer ?? new()
    {
        Kind = MessageKind.TerminateSequence,
        Identifier = OutputIdentifier,
        Acknowledgement = Incoming!.TakeAcknowledgement(Now),
    };

    /// <summary>A responder sends replies only.</summary>
    public override SendResult Send(TimeSpan now, T payload, out long number)
    {
        number = 0;
        return SendResult.NotOpen;
    }

    /// <summary>The application's reply to a request. False when the session has ended, or the request was answered before.</summary>
    public bool Reply(TimeSpan now, long request, T payload)
    {
        if (Outcome is not null || !_replies.TryFind(request, out var pending) || pending.Number != 0)
        {
            return false;
        }

        SendReply(pending, payload);
        AnswerLastMessage();
        return true;
    }

    /// <summary>The request was one-way: its sender hears that it was taken.</summary>
    public bool ReplyNothing(TimeSpan now, long request)
    {
        if (Outcome is not null || !_replies.TryFind(request, out var pending) || pending.Number != 0)
        {
            return false;
        }

        _replies.Forget(request);
        foreach (var exchange in pending.Exchanges)
        {
            Enqueue(new()
            {
                Kind = MessageKind.Acknowledgement,
                Identifier = InputIdentifier,
                Acknowledgement = Incoming!.TakeAcknowledgement(Now),
                Exchange = exchange,
            });
        }

        AnswerLastMessage();
        return true;
    }

    /// <summary>An exchange that waits for a reply was given up by its transport.</summary>
    public void HandleExchangeLost(long exchange) => _replies.Detach(exchange);

    private protected override bool Acknowledge(TimeSpan now, Acknowledgement acknowledgement) => _replies.Acknowledge(now, acknowledgement.Ranges);

    /// <summary>Requests that the application works on and unacknowledged replies are bounded by the window, as are requests that it has not taken.</summary>
    private protected override bool CanAccept(in Arrival<T> arrival) =>
        arrival.Kind == MessageKind.LastMessage
        || _replies.Count - Incoming!.Held < Settings.MaxTransferWindowSize
        || Incoming.HasArrived(arrival.Number);

    private protected override void HandleAccepted(TimeSpan now, in Arrival<T> arrival, Acceptance acceptance, long exchange)
    {
        if (acceptance == Acceptance.Accepted && Outcome is null)
        {
            var pending = _replies.Begin(arrival.Number, arrival.Kind == MessageKind.LastMessage);
            Attach(pending, exchange);
            AnswerLastMessage();
        }
        else if (acceptance == Acceptance.Duplicate && _replies.TryFind(arrival.Number, out var known))
        {
            if (known.Number == 0)
            {
                Attach(known, exchange);
            }
            else
            {
                EnqueueReply(known, exchange);
            }
        }
    }

    private protected override bool IsExchangeKept(in Arrival<T> arrival, long exchange) =>
        arrival.Kind is MessageKind.Message or MessageKind.LastMessage
        && _replies.TryFind(arrival.Number, out var pending)
        && pending.Exchanges.Contains(exchange);

    private protected override Transmission<T> AnswerTo(in Arrival<T> arrival)
    {
        // A request that was dropped is to come again: nothing in the answer may look like its reply.
        var isDropped = arrival.Kind is MessageKind.Message or MessageKind.LastMessage && !Incoming!.HasArrived(arrival.Number);
        return isDropped ? new() { Kind = MessageKind.Empty } : base.AnswerTo(arrival);
    }

    private protected override bool TryGetMessage(TimeSpan now, out Transmission<T> transmission)
    {
        transmission = default;
        return false;
    }

    private protected override bool TryGetAcknowledgement(TimeSpan now, out Transmission<T> transmission)
    {
        transmission = default;
        return false;
    }

    private protected override void HandleOwnDeadline(TimeSpan now)
    {
    }

    private protected override void HandleEnded()
    {
        foreach (var exchange in _replies.Clear())
        {
            Enqueue(Outcome!.Fault is { } fault
                ? new() { Kind = MessageKind.Fault, Identifier = fault.Identifier, Fault = fault, Exchange = exchange }
                : new() { Kind = MessageKind.Empty, Exchange = exchange });
        }
    }

    private void Attach(PendingReply<T> pending, long exchange)
    {
        if (exchange == 0)
        {
            return;
        }

        if (pending.Exchanges.Count == PendingReply<T>.MaxExchanges)
        {
            Enqueue(new() { Kind = MessageKind.Empty, Exchange = pending.Exchanges[0] });
            pending.Exchanges.RemoveAt(0);
        }

        pending.Exchanges.Add(exchange);
    }

    private void SendReply(PendingReply<T> pending, T? payload)
    {
        _replies.SetReply(pending, payload);
        foreach (var exchange in pending.Exchanges)
        {
            EnqueueReply(pending, exchange);
        }

        pending.Exchanges.Clear();
    }

    private void EnqueueReply(PendingReply<T> reply, long exchange)
    {
        reply.SentAt = Now;
        Enqueue(new()
        {
            Kind = reply.IsLast ? MessageKind.LastMessage : MessageKind.Message,
            Identifier = OutputIdentifier,
            Number = reply.Number,
            IsLast = reply.IsLast,
            Payload = reply.Payload,
            Attempt = ++reply.Attempts,
            Acknowledgement = Incoming!.TakeAcknowledgement(Now),
            Exchange = exchange,
        });
    }

    /// <summary>LastMessage of 1.0 is answered when every other request is.</summary>
    private void AnswerLastMessage()
    {
        if (Outcome is null
            && Destination == DestinationState.Complete
            && _replies.Waiting == 1
            && Incoming!.Last is { } last
            && _replies.TryFind(last, out var pending)
            && pending is { IsLast: true, Number: 0 })
        {
            SendReply(pending, default);
        }
    }
}

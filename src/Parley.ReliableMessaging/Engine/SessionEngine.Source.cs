namespace Parley.ReliableMessaging;

/// <content>Opening, and closing what this side sends. WS-ReliableMessaging 1.1, sections 3.4 to 3.6.</content>
internal abstract partial class SessionEngine<T>
{
    /// <summary>Opens the session: CreateSequence goes out.</summary>
    public void Open(TimeSpan now)
    {
        if (Outcome is not null)
        {
            // It was given up before.
            return;
        }

        _now = _lastReceived = now;
        StepSource(SourceEvent.Open);

        // A CreateSequence without an offer that arrives twice makes two sequences: it is not repeated soon.
        Handshake.Begin(now, MessageKind.CreateSequence, InputIdentifier is null ? Settings.HandshakeInterval : RoundTrip.Timeout);
    }

    /// <summary>The application has no more messages to send; the peer may have.</summary>
    public void CloseOutput(TimeSpan now)
    {
        _now = now;
        if (Outcome is not null || !HasSource || Source != SourceState.Open)
        {
            return;
        }

        StepSource(SourceEvent.CloseRequested);
        HandleCloseRequested(now);
        AdvanceSource(now);
    }

    /// <summary>Gives the session up; the peer is told, if it can be. Nobody will take what has been delivered.</summary>
    /// <param name="now">The time.</param>
    /// <param name="reason">What the peer is told; null for that it was aborted.</param>
    public void Abort(TimeSpan now, string? reason = null)
    {
        DropUntaken();
        Incoming?.Clear();
        Break(now, reason);
    }

    /// <summary>As <see cref="Abort"/>, but what has been delivered may still be taken.</summary>
    public void Break(TimeSpan now, string? reason = null)
    {
        _now = now;
        if (Outcome is not null)
        {
            return;
        }

        if (reason is not null && SpeaksFreely)
        {
            // An end that has a reason has its time, too: what was said before, as the last reply, goes out before it.
            for (var most = MostControl / 2; most > 0 && TryGetMessage(now, out var message); most--)
            {
                Enqueue(message);
            }
        }

        Fail(SessionEnd.Aborted, "The reliable session was aborted.", Terminated(reason ?? "The session was aborted.", isSender: false));
    }

    /// <summary>The number of the last message of this side; 0 when there was none.</summary>
    private protected abstract long LastNumber { get; }

    /// <summary>True where the formalities of 1.0 are answered, because every message is.</summary>
    private protected virtual bool ExpectsAnswers => Settings.Version == ReliableVersion.V11;

    /// <summary>The request of closing: CloseSequence, or LastMessage where that is not one of the numbered messages; null for none.</summary>
    private protected virtual MessageKind? ClosingRequest => Settings.Version == ReliableVersion.V11 ? MessageKind.CloseSequence : null;

    /// <summary>The acknowledgement that goes along with a message or a request of closing.</summary>
    private protected virtual Acknowledgement? TakePiggyback() =>
        Incoming?.AcknowledgementDue is null ? null : Incoming.TakeAcknowledgement(Now);

    /// <summary>The application has no more messages.</summary>
    private protected virtual void HandleCloseRequested(TimeSpan now)
    {
    }

    /// <summary>The peer's answer shows that LastMessage of 1.0 need not be waited for, where all else is delivered.</summary>
    private protected virtual bool TryForgiveLastMessage(TimeSpan now) => false;

    /// <summary>The session has ended; what is held for the peer is let go.</summary>
    private protected abstract void HandleEnded();

    /// <summary>Goes on with closing when everything is delivered.</summary>
    private protected void AdvanceSource(TimeSpan now)
    {
        if (Outcome is not null || Source != SourceState.Draining || !IsDelivered)
        {
            return;
        }

        StepSource(SourceEvent.Delivered);
        if (ClosingRequest is { } request)
        {
            Handshake.Begin(now, request, RoundTrip.Timeout);
        }
        else
        {
            HandleHandshakeAnswered(now);
        }
    }

    /// <summary>The request of closing is answered, or need not be.</summary>
    private protected void HandleHandshakeAnswered(TimeSpan now)
    {
        Handshake.Complete();
        if (Source == SourceState.Closing)
        {
            StepSource(SourceEvent.CloseAnswered);
            Handshake.Begin(now, MessageKind.TerminateSequence, RoundTrip.Timeout);
        }
        else if (Source == SourceState.Terminating)
        {
            StepSource(SourceEvent.TerminateAnswered);
            EndWithSource();
        }
    }

    /// <summary>
    /// gSOAP's service never ends its own sequence: TerminateSequence ends both there. Who leaves Final out is such a service, and where nothing of it is
    /// missing the session is over.
    /// </summary>
    private void EndWithSource()
    {
        if (_leavesFinalOut && Outcome is null && Role == SessionRole.Initiator && HasDestination && Destination == DestinationState.Open
            && Incoming!.HasNoGaps && Incoming.TrySetLast(Incoming.Highest))
        {
            AdvanceDestination();
            StepDestination(DestinationEvent.Terminated);
        }
    }

    /// <summary>The sequence exists from now on.</summary>
    private protected void HandleCreated() => StepSource(SourceEvent.Created);

    private bool TryGetHandshake(TimeSpan now, out Transmission<T> transmission)
    {
        transmission = default;
        if (!Handshake.IsPending)
        {
            return false;
        }

        var kind = Handshake.Kind;
        Handshake.HandleSent(now);
        transmission = new()
        {
            Kind = kind,
            Identifier = kind == MessageKind.CreateSequence ? InputIdentifier : OutputIdentifier,
            Number = NumberOf(kind),
            IsLast = kind == MessageKind.LastMessage,
            Acknowledgement = kind == MessageKind.CreateSequence ? null : TakePiggyback(),
            Attempt = Handshake.Attempt,
            Exchange = BeginExchange(kind, 0),
        };

        if (kind == MessageKind.TerminateSequence && !ExpectsAnswers)
        {
            HandleHandshakeAnswered(now);
        }

        return true;
    }

    /// <summary>LastMessage has the number after the last; 1.1 names the last message in closing; nothing else has a number.</summary>
    private long NumberOf(MessageKind handshake) => handshake switch
    {
        MessageKind.LastMessage => LastNumber + 1,
        MessageKind.CloseSequence or MessageKind.TerminateSequence when Settings.Version == ReliableVersion.V11 => LastNumber,
        _ => 0,
    };

    private void HandleCreateSequenceResponse(TimeSpan now, in Arrival<T> arrival)
    {
        if (Source != SourceState.Creating)
        {
            return;
        }

        if (Handshake.Attempt == 1)
        {
            RoundTrip.Seed(now - Handshake.SentAt);
        }

        OutputIdentifier = arrival.Identifier;
        if (arrival.AcceptsOffer != (InputIdentifier is not null))
        {
            var reason = arrival.AcceptsOffer
                ? "CreateSequenceResponse accepts an offer that was not made."
                : "CreateSequenceResponse does not accept the offered sequence.";
            Fail(SessionEnd.ProtocolViolation, reason, Terminated(reason, isSender: true));
            return;
        }

        _lastReceived = now;
        Handshake.Complete();
        HandleCreated();
    }

    private void HandleCloseSequenceResponse(TimeSpan now, in Arrival<T> arrival)
    {
        if (Source != SourceState.Closing || arrival.Identifier != OutputIdentifier)
        {
            return;
        }

        // Without Final the peer is one that forgets it; everything is acknowledged already.
        if (arrival.Acknowledgement is { IsFinal: true } final && !IsExactly(final.Ranges, LastNumber))
        {
            const string Reason = "The final acknowledgement does not cover every message.";
            Fail(
                SessionEnd.ProtocolViolation,
                Reason,
                new(SequenceFaultCode.InvalidAcknowledgement, OutputIdentifier, Reason) { Acknowledgement = final });
            return;
        }

        _leavesFinalOut = arrival.Acknowledgement is { IsFinal: false };
        HandleHandshakeAnswered(now);
    }

    /// <summary>The session has come to its end, and the peer has not acknowledged what it was believed to have taken.</summary>
    private protected void FailUnconfirmed()
    {
        const string Reason = "The peer has not acknowledged every message.";
        Fail(SessionEnd.ProtocolViolation, Reason, Terminated(Reason, isSender: true));
    }

    private static bool IsExactly(IReadOnlyList<AckRange> ranges, long last) =>
        last == 0 ? ranges.Count == 0 : ranges.Count == 1 && ranges[0] == new AckRange(1, last);

    private void StepSource(SourceEvent happened)
    {
        Source = SourceTransitions.Table.Next(Source, happened);
        _sourceEndedAt = _now;
        EndWhenDone();
    }

    private void EndWhenDone()
    {
        if (Outcome is null
            && (!HasSource || Source == SourceState.Ended)
            && (!HasDestination || Destination == DestinationState.Terminated))
        {
            Outcome = SessionOutcome.Closed;
            Handshake.Complete();
            HandleEnded();
        }
    }
}

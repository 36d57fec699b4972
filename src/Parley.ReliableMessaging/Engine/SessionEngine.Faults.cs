namespace Parley.ReliableMessaging;

/// <content>Faults, sent and received. WS-ReliableMessaging 1.1, section 4.</content>
internal abstract partial class SessionEngine<T>
{
    /// <summary>False where this side can speak only by beginning an exchange.</summary>
    private protected virtual bool SpeaksFreely => true;

    /// <summary>Ends the session by a failure; the first one counts.</summary>
    /// <param name="end">Which kind.</param>
    /// <param name="reason">The reason in words, for this side.</param>
    /// <param name="fault">What the peer is told; null when it knows.</param>
    /// <param name="exchange">The exchange to answer on; 0 for none.</param>
    private protected void Fail(SessionEnd end, string reason, SequenceFault? fault, long exchange = 0)
    {
        if (Outcome is not null)
        {
            return;
        }

        Outcome = new(end, reason, fault);
        if (HasSource && SourceTransitions.Table.Allows(Source, SourceEvent.Fail))
        {
            Source = SourceTransitions.Table.Next(Source, SourceEvent.Fail);
        }

        if (HasDestination && DestinationTransitions.Table.Allows(Destination, DestinationEvent.Fail))
        {
            Destination = DestinationTransitions.Table.Next(Destination, DestinationEvent.Fail);
        }

        Handshake.Complete();
        if (fault?.Identifier is not null)
        {
            var place = exchange != 0 ? exchange : BeginExchange(MessageKind.Fault, 0);
            if (SpeaksFreely || place != 0)
            {
                Enqueue(new() { Kind = MessageKind.Fault, Identifier = fault.Identifier, Fault = fault, Exchange = place });
            }
        }

        HandleEnded();
    }

    /// <summary>The retries of a message are exhausted.</summary>
    private protected void FailByRetries(TimeSpan now)
    {
        if (TryForgiveLastMessage(now))
        {
            AdvanceSource(now);
            return;
        }

        Fail(
            SessionEnd.RetriesExhausted,
            $"The peer left a message unanswered after {Settings.MaxRetryCount} retries (MaxRetryCount).",
            Terminated("The retries of a message are exhausted.", isSender: false));
    }

    /// <summary>SequenceTerminated for this session.</summary>
    private protected SequenceFault Terminated(string reason, bool isSender) =>
        new(SequenceFaultCode.SequenceTerminated, OutputIdentifier ?? (Role == SessionRole.Responder ? InputIdentifier : null), reason, isSender);

    /// <summary>Tells the peer that it names a sequence that this session does not have. The session goes on.</summary>
    private protected void AnswerUnknown(string? identifier, long exchange)
    {
        if (SpeaksFreely || exchange != 0)
        {
            Enqueue(new()
            {
                Kind = MessageKind.Fault,
                Identifier = identifier,
                Fault = new(SequenceFaultCode.UnknownSequence, identifier, "The sequence is not known."),
                Exchange = exchange,
            });
        }
    }

    private void HandleFault(TimeSpan now, SequenceFault fault)
    {
        var isOurs = fault.Identifier is null || fault.Identifier == OutputIdentifier || fault.Identifier == InputIdentifier;
        if (Outcome is not null || !isOurs)
        {
            return;
        }

        if (Source == SourceState.Creating && HasSource && Role == SessionRole.Initiator)
        {
            Fail(
                fault.Code == SequenceFaultCode.ConnectionLimitReached ? SessionEnd.ConnectionLimitReached : SessionEnd.Refused,
                $"The peer refused the session: {fault.Reason}",
                fault: null);
            Outcome = Outcome! with { Fault = fault };
            return;
        }

        var isHarmless = fault.Code switch
        {
            SequenceFaultCode.UnknownSequence => TryEndForgotten(now, fault.Identifier),
            SequenceFaultCode.SequenceClosed => HasSource && IsDelivered && Source > SourceState.Open,
            SequenceFaultCode.CreateSequenceRefused or SequenceFaultCode.ConnectionLimitReached => true,
            _ => false,
        };
        if (isHarmless)
        {
            return;
        }

        var end = fault.Code == SequenceFaultCode.UnknownSequence ? SessionEnd.UnknownToPeer : SessionEnd.TerminatedByPeer;
        Fail(end, $"The peer ended the reliable session: {fault.Reason}", fault: null);
        Outcome = Outcome! with { Fault = fault };
    }

    /// <summary>
    /// The peer does not know a sequence. That is an end like any other where all is delivered.
    /// WS-ReliableMessaging 1.1, section 4.3; WCF documentation: an UnknownSequence in answer to TerminateSequence counts as success.
    /// </summary>
    private bool TryEndForgotten(TimeSpan now, string? identifier)
    {
        // The sequence of the replies has no life of its own: WCF names it where it means the session.
        if (HasDestination && identifier is not null && identifier == InputIdentifier && InputIdentifier != OutputIdentifier)
        {
            if (Destination == DestinationState.Complete)
            {
                StepDestination(DestinationEvent.Terminated);
            }

            return Destination == DestinationState.Terminated;
        }

        if (!HasSource)
        {
            return false;
        }

        if (Source == SourceState.Draining && TryForgiveLastMessage(now))
        {
            AdvanceSource(now);
        }

        if (Source is SourceState.Closing or SourceState.Terminating)
        {
            Handshake.Complete();
            StepSource(SourceEvent.TerminateAnswered);
            return true;
        }

        if (Source == SourceState.Ended && HasDestination && Destination == DestinationState.Complete)
        {
            StepDestination(DestinationEvent.Terminated);
        }

        // A peer that still has messages to send and does not know the session any more will not send them.
        return Outcome is not null;
    }

    private void HandleInactivity()
    {
        if (!IsSettled)
        {
            Fail(
                SessionEnd.Inactivity,
                $"Nothing arrived from the peer for {Settings.InactivityTimeout} (InactivityTimeout).",
                Terminated("Nothing arrived within InactivityTimeout.", isSender: false));
            return;
        }

        EndFormalities();
    }

    private void RefuseAfterFault(in Arrival<T> arrival, long exchange)
    {
        if (arrival.Kind is MessageKind.Fault or MessageKind.Empty || (!SpeaksFreely && exchange == 0) || _control.Count != 0)
        {
            return;
        }

        // The fault that told it may have been lost.
        var identifier = arrival.Identifier ?? arrival.Acknowledgement?.Identifier ?? arrival.AckRequestedIdentifier;
        Enqueue(new()
        {
            Kind = MessageKind.Fault,
            Identifier = identifier,
            Fault = FaultAfterFault(arrival.Kind, identifier),
            Exchange = exchange,
        });
    }

    private SequenceFault FaultAfterFault(MessageKind kind, string? identifier) => kind == MessageKind.CreateSequence
        ? new(SequenceFaultCode.CreateSequenceRefused, null, "The session has ended.", IsSender: false)
        : Outcome!.End is SessionEnd.TerminatedByPeer or SessionEnd.UnknownToPeer || Outcome.Fault is null
            ? new(SequenceFaultCode.UnknownSequence, identifier, "The sequence is not known.")
            : Outcome.Fault;
}

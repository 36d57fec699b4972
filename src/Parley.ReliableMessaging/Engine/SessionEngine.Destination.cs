namespace Parley.ReliableMessaging;

/// <content>What arrives. WS-ReliableMessaging 1.1, sections 3.4 to 3.9.</content>
internal abstract partial class SessionEngine<T>
{
    /// <summary>Takes an acknowledgement of this side's messages in. False when it acknowledges what was never sent.</summary>
    private protected abstract bool Acknowledge(TimeSpan now, Acknowledgement acknowledgement);

    /// <summary>A message that was accepted, or had been; the exchange is 0 where it came by itself.</summary>
    private protected virtual void HandleAccepted(TimeSpan now, in Arrival<T> arrival, Acceptance acceptance, long exchange)
    {
    }

    /// <summary>False when the session cannot take one more message now.</summary>
    private protected virtual bool CanAccept(in Arrival<T> arrival) => true;

    /// <summary>Why TerminateSequence may not come yet; null when it may.</summary>
    private protected virtual string? ObjectionToTerminate => null;

    /// <summary>The answer to TerminateSequence; null when there is none.</summary>
    private protected virtual Transmission<T>? TerminateAnswer => Settings.Version == ReliableVersion.V11
        ? new()
        {
            Kind = MessageKind.TerminateSequenceResponse,
            Identifier = InputIdentifier,
            Acknowledgement = Incoming!.TakeAcknowledgement(Now),
        }
        : null;

    private void Dispatch(TimeSpan now, in Arrival<T> arrival, long exchange)
    {
        switch (arrival.Kind)
        {
            case MessageKind.Fault:
                HandleFault(now, arrival.Fault!);
                return;
            case MessageKind.CreateSequence:
                HandleCreateSequence(exchange);
                return;
            case MessageKind.CreateSequenceResponse:
                HandleCreateSequenceResponse(now, arrival);
                return;
            default:
                break;
        }

        if (arrival.Acknowledgement is { } acknowledgement && !TryAcknowledge(now, acknowledgement, exchange))
        {
            return;
        }

        switch (arrival.Kind)
        {
            case MessageKind.Message:
            case MessageKind.LastMessage:
                HandleMessage(now, arrival, exchange);
                break;
            case MessageKind.CloseSequence:
                HandleCloseSequence(arrival, exchange);
                break;
            case MessageKind.CloseSequenceResponse:
                HandleCloseSequenceResponse(now, arrival);
                break;
            case MessageKind.TerminateSequence:
                HandleTerminateSequence(arrival, exchange);
                break;
            case MessageKind.TerminateSequenceResponse when Source == SourceState.Terminating && arrival.Identifier == OutputIdentifier:
                HandleHandshakeAnswered(now);
                break;
            default:
                break;
        }

        if (arrival.AckRequestedIdentifier is { } asked && Outcome?.End is null or SessionEnd.Closed)
        {
            if (Incoming is not null && asked == InputIdentifier)
            {
                Incoming.RequestAcknowledgement(now);
            }
            else
            {
                AnswerUnknown(asked, exchange);
            }
        }

        AdvanceSource(now);
    }

    private bool TryAcknowledge(TimeSpan now, Acknowledgement acknowledgement, long exchange)
    {
        if (Outcome is not null || OutputIdentifier is null)
        {
            return true;
        }

        if (acknowledgement.Identifier != OutputIdentifier)
        {
            AnswerUnknown(acknowledgement.Identifier, exchange);
            return false;
        }

        if (acknowledgement.BufferRemaining < 0)
        {
            const string Negative = "BufferRemaining is negative.";
            Fail(SessionEnd.ProtocolViolation, Negative, Terminated(Negative, isSender: true), exchange);
            return false;
        }

        if (Acknowledge(now, acknowledgement))
        {
            return true;
        }

        const string Reason = "The acknowledgement names messages that were not sent.";
        Fail(
            SessionEnd.ProtocolViolation,
            Reason,
            new(SequenceFaultCode.InvalidAcknowledgement, OutputIdentifier, Reason) { Acknowledgement = acknowledgement },
            exchange);
        return false;
    }

    private void HandleCreateSequence(long exchange)
    {
        if (Role == SessionRole.Responder)
        {
            // It may come again: the response may have been lost.
            Enqueue(new()
            {
                Kind = MessageKind.CreateSequenceResponse,
                Identifier = InputIdentifier,
                AcceptsOffer = OutputIdentifier is not null,
                Exchange = exchange,
            });
        }
    }

    /// <summary>A message arrived, with its number.</summary>
    private protected virtual void HandleMessage(TimeSpan now, in Arrival<T> arrival, long exchange)
    {
        if (Incoming is null || arrival.Identifier != InputIdentifier)
        {
            AnswerUnknown(arrival.Identifier, exchange);
            return;
        }

        if (!CanAccept(arrival))
        {
            return;
        }

        var acceptance = Incoming.Accept(now, arrival.Number, arrival.Kind == MessageKind.Message, arrival.Payload, arrival.IsLast);
        switch (acceptance)
        {
            case Acceptance.BeyondLast:
                const string Reason = "A message has a number beyond the last of its sequence.";
                Fail(
                    SessionEnd.ProtocolViolation,
                    Reason,
                    Settings.Version == ReliableVersion.V11
                        ? Terminated(Reason, isSender: true)
                        : new(SequenceFaultCode.LastMessageNumberExceeded, InputIdentifier, Reason),
                    exchange);
                return;
            case Acceptance.Closed when Settings.Version == ReliableVersion.V11:
                Enqueue(new()
                {
                    Kind = MessageKind.Fault,
                    Identifier = InputIdentifier,
                    Fault = new(SequenceFaultCode.SequenceClosed, InputIdentifier, "The sequence is closed and takes no more messages."),
                    Acknowledgement = Incoming.TakeAcknowledgement(Now),
                    Exchange = exchange,
                });
                return;
            case Acceptance.Closed:
                AnswerUnknown(arrival.Identifier, exchange);
                return;
            default:
                break;
        }

        if (acceptance == Acceptance.Duplicate)
        {
            NoteDuplicate();
        }
        else if (acceptance == Acceptance.Accepted)
        {
            if (arrival.Kind == MessageKind.Message)
            {
                NoteKept();
            }

            AdvanceDestination();
        }

        HandleAccepted(now, arrival, acceptance, exchange);
    }

    private void HandleCloseSequence(in Arrival<T> arrival, long exchange)
    {
        if (!IsInput(arrival.Identifier, exchange) || !TrySetLast(arrival.Number, exchange))
        {
            return;
        }

        Incoming!.Close();
        AdvanceDestination();
        Enqueue(new()
        {
            Kind = MessageKind.CloseSequenceResponse,
            Identifier = InputIdentifier,
            Acknowledgement = Incoming.TakeAcknowledgement(Now),
            Exchange = exchange,
        });
    }

    private void HandleTerminateSequence(in Arrival<T> arrival, long exchange)
    {
        if (!IsInput(arrival.Identifier, exchange)
            || ((Settings.Version == ReliableVersion.V11 || Incoming!.Last is null) && !TrySetLast(arrival.Number, exchange)))
        {
            return;
        }

        AdvanceDestination();
        var objection = Destination is DestinationState.Complete or DestinationState.Terminated
            ? ObjectionToTerminate
            : "TerminateSequence came before every message had arrived.";
        if (objection is not null)
        {
            Fail(SessionEnd.ProtocolViolation, objection, Terminated(objection, isSender: true), exchange);
            return;
        }

        Incoming!.Close();
        if (TerminateAnswer is { } answer)
        {
            Enqueue(answer with { Exchange = exchange });
        }

        if (Destination == DestinationState.Complete)
        {
            StepDestination(DestinationEvent.Terminated);
        }
    }

    private bool IsInput(string? identifier, long exchange)
    {
        if (Incoming is not null && HasDestination && identifier == InputIdentifier)
        {
            return true;
        }

        AnswerUnknown(identifier, exchange);
        return false;
    }

    private bool TrySetLast(long number, long exchange)
    {
        // A peer may leave the number out although it has sent messages: what has come is taken for all there is.
        var last = number == 0 ? Incoming!.Last ?? Incoming.Highest : number;
        if (Incoming!.TrySetLast(last))
        {
            return true;
        }

        const string Reason = "The last message number contradicts the messages that have arrived.";
        Fail(SessionEnd.ProtocolViolation, Reason, Terminated(Reason, isSender: true), exchange);
        return false;
    }

    private void AdvanceDestination()
    {
        if (!HasDestination || Incoming!.Last is null || Outcome is not null)
        {
            return;
        }

        if (Incoming.IsComplete)
        {
            if (Destination is DestinationState.Open or DestinationState.Closed)
            {
                StepDestination(DestinationEvent.Completed);
            }
        }
        else if (Destination == DestinationState.Open)
        {
            StepDestination(DestinationEvent.LastKnown);
        }
    }

    private void StepDestination(DestinationEvent happened)
    {
        Destination = DestinationTransitions.Table.Next(Destination, happened);
        EndWhenDone();
    }
}

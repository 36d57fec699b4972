namespace Parley.ReliableMessaging;

/// <content>Formalities that one side does not wait for: everything is delivered, both ways.</content>
internal abstract partial class SessionEngine<T>
{
    /// <summary>
    /// The peer has ended its connection in peace: it says no more and will not listen, so whatever formalities are left are over. Where more is left
    /// than those, it may come back.
    /// </summary>
    public void HandlePeerLeft(TimeSpan now)
    {
        _now = now;
        if (Outcome is not null || !HasDestination || Destination is not (DestinationState.Complete or DestinationState.Terminated))
        {
            return;
        }

        if (TryForgiveLastMessage(now))
        {
            AdvanceSource(now);
        }

        EndFormalities();
    }

    /// <summary>This side waits no longer for what is left of closing, where that is formalities only.</summary>
    public void Leave(TimeSpan now)
    {
        _now = now;
        EndFormalities();
    }

    /// <summary>
    /// The session is over for this side, and the peer still speaks of the sequence in which this side has sent: it has missed that the sequence has
    /// ended, since a connection was lost. It is told once more.
    /// </summary>
    private void TellEnd(in Arrival<T> arrival)
    {
        if (Outcome?.End == SessionEnd.Closed
            && HasSource
            && SpeaksFreely
            && arrival is { Kind: MessageKind.Acknowledgement or MessageKind.AckRequested, Acknowledgement: { IsFinal: false } seen }
            && seen.Identifier == OutputIdentifier)
        {
            Enqueue(new()
            {
                Kind = MessageKind.TerminateSequence,
                Identifier = OutputIdentifier,
                Number = NumberOf(MessageKind.TerminateSequence),
            });
        }
    }

    private void EndFormalities()
    {
        if (Outcome is not null || !IsSettled)
        {
            return;
        }

        Handshake.Complete();
        if (HasSource && Source != SourceState.Ended)
        {
            StepSource(SourceEvent.TerminateAnswered);
        }

        if (HasDestination && Destination == DestinationState.Complete)
        {
            StepDestination(DestinationEvent.Terminated);
        }
    }
}

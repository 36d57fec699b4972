namespace Parley.ReliableMessaging;

/// <summary>The states of the half of a session that sends. WS-ReliableMessaging 1.1, appendix D (RM Source).</summary>
internal enum SourceState
{
    /// <summary>No CreateSequence has been sent.</summary>
    Idle,

    /// <summary>CreateSequence waits for its response.</summary>
    Creating,

    /// <summary>Messages are taken from the application.</summary>
    Open,

    /// <summary>The application has no more messages; some are not yet acknowledged (or answered).</summary>
    Draining,

    /// <summary>Everything is delivered; CloseSequence (1.1) or LastMessage (1.0) waits for its answer.</summary>
    Closing,

    /// <summary>TerminateSequence waits for its answer.</summary>
    Terminating,

    /// <summary>Nothing more will be sent in the sequence.</summary>
    Ended,

    /// <summary>The session has failed.</summary>
    Failed,
}

/// <summary>What happens to the half of a session that sends.</summary>
internal enum SourceEvent
{
    /// <summary>The application opens the session.</summary>
    Open,

    /// <summary>The sequence is there: CreateSequenceResponse came, or the offer was accepted.</summary>
    Created,

    /// <summary>The application has no more messages.</summary>
    CloseRequested,

    /// <summary>Everything the application sent is acknowledged, or answered.</summary>
    Delivered,

    /// <summary>The peer answered CloseSequence or LastMessage, or will not, though all is delivered.</summary>
    CloseAnswered,

    /// <summary>The peer answered TerminateSequence, or needs not, or does not know the sequence any more.</summary>
    TerminateAnswered,

    /// <summary>The session ended by a fault, a time limit or the application's Abort.</summary>
    Fail,
}

/// <summary>The transitions of the half of a session that sends.</summary>
/// <remarks>
/// <code>
/// state        event               next
/// Idle         Open                Creating      initiator: CreateSequence goes out
/// Idle         Created             Open          responder: its offer was accepted
/// Creating     Created             Open
/// Open         CloseRequested      Draining      1.0: LastMessage follows the messages
/// Draining     Delivered           Closing       1.1: CloseSequence goes out
/// Closing      CloseAnswered       Terminating   TerminateSequence goes out
/// Closing      TerminateAnswered   Ended         the peer does not know the sequence any more
/// Terminating  TerminateAnswered   Ended
/// any but Ended, Fail              Failed
/// </code>
/// </remarks>
internal static class SourceTransitions
{
    public static TransitionTable<SourceState, SourceEvent> Table { get; } = new(
        (SourceState.Idle, SourceEvent.Open, SourceState.Creating),
        (SourceState.Idle, SourceEvent.Created, SourceState.Open),
        (SourceState.Creating, SourceEvent.Created, SourceState.Open),
        (SourceState.Open, SourceEvent.CloseRequested, SourceState.Draining),
        (SourceState.Draining, SourceEvent.Delivered, SourceState.Closing),
        (SourceState.Closing, SourceEvent.CloseAnswered, SourceState.Terminating),
        (SourceState.Closing, SourceEvent.TerminateAnswered, SourceState.Ended),
        (SourceState.Terminating, SourceEvent.TerminateAnswered, SourceState.Ended),
        (SourceState.Idle, SourceEvent.Fail, SourceState.Failed),
        (SourceState.Creating, SourceEvent.Fail, SourceState.Failed),
        (SourceState.Open, SourceEvent.Fail, SourceState.Failed),
        (SourceState.Draining, SourceEvent.Fail, SourceState.Failed),
        (SourceState.Closing, SourceEvent.Fail, SourceState.Failed),
        (SourceState.Terminating, SourceEvent.Fail, SourceState.Failed));
}

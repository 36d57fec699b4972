namespace Parley.ReliableMessaging;

/// <summary>The states of the half of a session that receives. WS-ReliableMessaging 1.1, appendix D (RM Destination).</summary>
internal enum DestinationState
{
    /// <summary>Messages are taken; the last number is not known.</summary>
    Open,

    /// <summary>The last number is known; messages before it are missing.</summary>
    Closed,

    /// <summary>Every message up to the last has arrived.</summary>
    Complete,

    /// <summary>The sequence is over.</summary>
    Terminated,

    /// <summary>The session has failed.</summary>
    Failed,
}

/// <summary>What happens to the half of a session that receives.</summary>
internal enum DestinationEvent
{
    /// <summary>The last number became known (CloseSequence, LastMessage), and messages are missing.</summary>
    LastKnown,

    /// <summary>The last number is known and every message has arrived.</summary>
    Completed,

    /// <summary>TerminateSequence came with nothing missing, or has not come though all else is done.</summary>
    Terminated,

    /// <summary>The session ended by a fault, a time limit or the application's Abort.</summary>
    Fail,
}

/// <summary>The transitions of the half of a session that receives.</summary>
/// <remarks>
/// <code>
/// state        event        next
/// Open         LastKnown    Closed
/// Open         Completed    Complete
/// Closed       Completed    Complete
/// Complete     Terminated   Terminated
/// any but Terminated, Fail  Failed
/// </code>
/// </remarks>
internal static class DestinationTransitions
{
    public static TransitionTable<DestinationState, DestinationEvent> Table { get; } = new(
        (DestinationState.Open, DestinationEvent.LastKnown, DestinationState.Closed),
        (DestinationState.Open, DestinationEvent.Completed, DestinationState.Complete),
        (DestinationState.Closed, DestinationEvent.Completed, DestinationState.Complete),
        (DestinationState.Complete, DestinationEvent.Terminated, DestinationState.Terminated),
        (DestinationState.Open, DestinationEvent.Fail, DestinationState.Failed),
        (DestinationState.Closed, DestinationEvent.Fail, DestinationState.Failed),
        (DestinationState.Complete, DestinationEvent.Fail, DestinationState.Failed));
}

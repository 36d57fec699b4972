namespace Parley.ReliableMessaging;

/// <summary>What a message's action says about it.</summary>
internal enum RmMessageKind
{
    /// <summary>A message of the application, or one without an action.</summary>
    Application,

    CreateSequence,
    CreateSequenceResponse,
    SequenceAcknowledgement,
    AckRequested,

    /// <summary>1.0 only.</summary>
    LastMessage,

    /// <summary>1.1 only.</summary>
    CloseSequence,

    /// <summary>1.1 only.</summary>
    CloseSequenceResponse,

    TerminateSequence,

    /// <summary>1.1 only.</summary>
    TerminateSequenceResponse,

    /// <summary>The action of the protocol's faults, which 1.1 has; those of 1.0 have the action of WS-Addressing.</summary>
    Fault,

    /// <summary>An action in the protocol's namespace that the version does not define.</summary>
    Unknown,
}

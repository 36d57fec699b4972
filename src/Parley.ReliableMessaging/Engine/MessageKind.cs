namespace Parley.ReliableMessaging;

/// <summary>What a message of a reliable session is. WS-ReliableMessaging 1.1, section 3.</summary>
internal enum MessageKind
{
    /// <summary>An application's message in a sequence, or a reply to a request of one.</summary>
    Message,

    /// <summary>The end of a sequence: a number and nothing else. 1.0 only.</summary>
    LastMessage,

    /// <summary>A message that exists for its acknowledgement.</summary>
    Acknowledgement,

    /// <summary>A message that exists to ask for an acknowledgement.</summary>
    AckRequested,

    CreateSequence,
    CreateSequenceResponse,

    /// <summary>1.1 only.</summary>
    CloseSequence,

    /// <summary>1.1 only.</summary>
    CloseSequenceResponse,

    TerminateSequence,

    /// <summary>1.1 only.</summary>
    TerminateSequenceResponse,

    Fault,

    /// <summary>A transport's response with nothing in it (HTTP 202).</summary>
    Empty,
}

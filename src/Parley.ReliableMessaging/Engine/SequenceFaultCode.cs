namespace Parley.ReliableMessaging;

/// <summary>The faults of the protocol. WS-ReliableMessaging 1.1, section 4; ConnectionLimitReached is WCF's own.</summary>
internal enum SequenceFaultCode
{
    SequenceTerminated,
    UnknownSequence,
    InvalidAcknowledgement,
    MessageNumberRollover,

    /// <summary>1.0 only.</summary>
    LastMessageNumberExceeded,

    /// <summary>1.1 only.</summary>
    SequenceClosed,

    /// <summary>1.1 only.</summary>
    WsrmRequired,

    CreateSequenceRefused,

    /// <summary>CreateSequenceRefused because too many sessions wait to be accepted.</summary>
    ConnectionLimitReached,
}

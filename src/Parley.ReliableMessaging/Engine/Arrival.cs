namespace Parley.ReliableMessaging;

/// <summary>What an engine needs to know of a message that arrived.</summary>
internal readonly record struct Arrival<T>
{
    /// <summary>What arrived.</summary>
    public required MessageKind Kind { get; init; }

    /// <summary>
    /// The sequence: of the Sequence header for a message, of the body for the rest; for CreateSequence the one that is
    /// offered, for its response the one that was made. Null where there is none.
    /// </summary>
    public string? Identifier { get; init; }

    /// <summary>The message's number; for CloseSequence and TerminateSequence the last message's, 0 when it is not said.</summary>
    public long Number { get; init; }

    /// <summary>True when the Sequence header says that this is the last message. 1.0 only.</summary>
    public bool IsLast { get; init; }

    /// <summary>The application's message.</summary>
    public T? Payload { get; init; }

    /// <summary>The acknowledgement that came along.</summary>
    public Acknowledgement? Acknowledgement { get; init; }

    /// <summary>The sequence whose acknowledgement is asked for; null when none is.</summary>
    public string? AckRequestedIdentifier { get; init; }

    /// <summary>For CreateSequenceResponse: an Accept is there.</summary>
    public bool AcceptsOffer { get; init; }

    /// <summary>For a fault: which.</summary>
    public SequenceFault? Fault { get; init; }
}

namespace Parley.ReliableMessaging;

/// <summary>What an engine needs to know of a message that arrived.</summary>
/// <remarks>As large as a <see cref="Transmission{T}"/>, and handled as carefully.</remarks>
internal record struct Arrival<T>
{
    /// <summary>What arrived.</summary>
    public required MessageKind Kind { get; set; }

    /// <summary>
    /// The sequence: of the Sequence header for a message, of the body for the rest; for CreateSequence the one that is
    /// offered, for its response the one that was made. Null where there is none.
    /// </summary>
    public string? Identifier { get; set; }

    /// <summary>The message's number; for CloseSequence and TerminateSequence the last message's, 0 when it is not said.</summary>
    public long Number { get; set; }

    /// <summary>True when the Sequence header says that this is the last message. 1.0 only.</summary>
    public bool IsLast { get; set; }

    /// <summary>The application's message.</summary>
    public T? Payload { get; set; }

    /// <summary>The acknowledgement that came along.</summary>
    public Acknowledgement? Acknowledgement { get; set; }

    /// <summary>The sequence whose acknowledgement is asked for; null when none is.</summary>
    public string? AckRequestedIdentifier { get; set; }

    /// <summary>For CreateSequenceResponse: an Accept is there.</summary>
    public bool AcceptsOffer { get; set; }

    /// <summary>For a fault: which.</summary>
    public SequenceFault? Fault { get; set; }
}

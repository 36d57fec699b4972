namespace Parley.ReliableMessaging;

/// <summary>A message that an engine wants sent.</summary>
internal readonly record struct Transmission<T>
{
    /// <summary>What to send.</summary>
    public required MessageKind Kind { get; init; }

    /// <summary>
    /// The sequence: for the Sequence header of a message, for the body of the rest; for CreateSequence the one to
    /// offer (null: no offer), for its response the one that was made.
    /// </summary>
    public string? Identifier { get; init; }

    /// <summary>The message's number; for CloseSequence and TerminateSequence the last message's, 0 when none was sent.</summary>
    public long Number { get; init; }

    /// <summary>True when the Sequence header is to say that this is the last message. 1.0 only.</summary>
    public bool IsLast { get; init; }

    /// <summary>The application's message.</summary>
    public T? Payload { get; init; }

    /// <summary>The SequenceAcknowledgement header to write; null for none.</summary>
    public Acknowledgement? Acknowledgement { get; init; }

    /// <summary>The sequence that an AckRequested header names; null for no such header.</summary>
    public string? AckRequestedIdentifier { get; init; }

    /// <summary>For CreateSequenceResponse: accept the offer.</summary>
    public bool AcceptsOffer { get; init; }

    /// <summary>For a fault: which.</summary>
    public SequenceFault? Fault { get; init; }

    /// <summary>1 when it is sent for the first time. A later attempt has the same MessageID as the first.</summary>
    public int Attempt { get; init; }

    /// <summary>
    /// Over a transport of requests and responses: for an initiator the name of the exchange that this begins, for a
    /// responder the exchange that this is the response of. 0 where a message goes by itself.
    /// </summary>
    public long Exchange { get; init; }
}

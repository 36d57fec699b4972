namespace Parley.ReliableMessaging;

/// <summary>A message that an engine wants sent.</summary>
/// <remarks>
/// It is large. What goes out with every message is assigned field by field where it is to be, and handed on by reference: a copy costs as much as
/// a lock.
/// </remarks>
internal record struct Transmission<T>
{
    /// <summary>What to send.</summary>
    public required MessageKind Kind { get; set; }

    /// <summary>
    /// The sequence: for the Sequence header of a message, for the body of the rest; for CreateSequence the one to
    /// offer (null: no offer), for its response the one that was made.
    /// </summary>
    public string? Identifier { get; set; }

    /// <summary>The message's number; for CloseSequence and TerminateSequence the last message's, 0 when none was sent.</summary>
    public long Number { get; set; }

    /// <summary>True when the Sequence header is to say that this is the last message. 1.0 only.</summary>
    public bool IsLast { get; set; }

    /// <summary>The application's message.</summary>
    public T? Payload { get; set; }

    /// <summary>The SequenceAcknowledgement header to write; null for none.</summary>
    public Acknowledgement? Acknowledgement { get; set; }

    /// <summary>The sequence that an AckRequested header names; null for no such header.</summary>
    public string? AckRequestedIdentifier { get; set; }

    /// <summary>For CreateSequenceResponse: accept the offer.</summary>
    public bool AcceptsOffer { get; set; }

    /// <summary>For a fault: which.</summary>
    public SequenceFault? Fault { get; set; }

    /// <summary>1 when it is sent for the first time. A later attempt has the same MessageID as the first.</summary>
    public int Attempt { get; set; }

    /// <summary>
    /// Over a transport of requests and responses: for an initiator the name of the exchange that this begins, for a
    /// responder the exchange that this is the response of. 0 where a message goes by itself.
    /// </summary>
    public long Exchange { get; set; }
}

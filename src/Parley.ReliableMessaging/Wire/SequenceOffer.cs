namespace Parley.ReliableMessaging;

/// <summary>The sequence that a CreateSequence offers for the way back. WS-ReliableMessaging 1.1, section 3.4.</summary>
internal sealed record SequenceOffer
{
    /// <summary>The offered sequence.</summary>
    public required string Identifier { get; init; }

    /// <summary>Where its messages go. 1.1 only, and required there.</summary>
    public EndpointAddress? Endpoint { get; init; }

    /// <summary>How long it may live; null when it is not said. Read, never written.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>1.1 only; null when it is not said.</summary>
    public IncompleteSequenceBehavior? Behavior { get; init; }
}

namespace Parley.ReliableMessaging;

/// <summary>What a SequenceAcknowledgement header says. WS-ReliableMessaging 1.1, section 3.9.</summary>
internal sealed record Acknowledgement
{
    /// <summary>The sequence.</summary>
    public required string Identifier { get; init; }

    /// <summary>What has arrived, lowest first, without overlaps; empty when nothing has.</summary>
    public IReadOnlyList<AckRange> Ranges { get; init; } = [];

    /// <summary>True when no more will be taken than these. 1.1 only.</summary>
    public bool IsFinal { get; init; }

    /// <summary>How many more messages the receiver has room for; null when it does not say.</summary>
    public int? BufferRemaining { get; init; }
}

namespace Parley.ReliableMessaging;

/// <summary>A fault of the protocol, sent or received. WS-ReliableMessaging 1.1, section 4.</summary>
/// <param name="Code">Which one.</param>
/// <param name="Identifier">The sequence it is about; null when it is about none.</param>
/// <param name="Reason">The reason in words.</param>
/// <param name="IsSender">True when it blames the sender (SOAP 1.2 Sender), false when the receiver.</param>
internal sealed record SequenceFault(SequenceFaultCode Code, string? Identifier, string Reason, bool IsSender = true)
{
    /// <summary>The acknowledgement that an InvalidAcknowledgement is about.</summary>
    public Acknowledgement? Acknowledgement { get; init; }
}

using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// A part of a message that belongs to the protocol cannot be read. The session that it is about cannot go on: the peer is answered with
/// the fault.
/// </summary>
internal sealed class MalformedRmException : ProtocolException, IFaultSource
{
    private readonly Wsrm _wsrm;

    public MalformedRmException(Wsrm wsrm, string part, string? identifier, string why, Exception? innerException = null)
        : base($"The {part} of a message cannot be read: {why}", innerException)
    {
        _wsrm = wsrm;
        Part = part;
        Identifier = identifier;
    }

    /// <summary>The element's local name.</summary>
    public string Part { get; }

    /// <summary>The sequence that the part is about; null when that could not be read.</summary>
    public string? Identifier { get; }

    /// <summary>What the peer is told.</summary>
    public SequenceFault Fault => Part == WsrmNames.CreateSequence.Value
        ? new(SequenceFaultCode.CreateSequenceRefused, null, Message)
        : new(SequenceFaultCode.SequenceTerminated, Identifier, Message);

    public Message CreateFaultMessage(MessageVersion version) => RmFaults.CreateMessage(Fault, version, _wsrm);
}

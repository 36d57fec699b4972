using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A fault of the protocol. WS-ReliableMessaging 1.1, section 4.</summary>
/// <param name="Code">Which one.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record RmFault(SequenceFaultCode Code, string Reason)
{
    /// <summary>The most bytes of a received fault that are kept.</summary>
    public const int MaxSize = 64 * 1024;

    /// <summary>The sequence; null when the fault is about none, or when it did not say.</summary>
    public string? Identifier { get; init; }

    /// <summary>True when the receiver of a message failed; false when the message was wrong.</summary>
    public bool IsReceiver { get; init; }

    /// <summary>The acknowledgement that cannot be; for InvalidAcknowledgement.</summary>
    public Acknowledgement? Acknowledgement { get; init; }

    /// <summary>The largest number; for MessageNumberRollover in 1.1.</summary>
    public long? MaxMessageNumber { get; init; }

    /// <summary>Makes the message. What it answers and where it goes is for the caller to add.</summary>
    public Message CreateMessage(MessageVersion version, Wsrm wsrm)
    {
        var hasDetail = Identifier is not null || Acknowledgement is not null;
        var isSoap11 = version.Envelope == EnvelopeVersion.Soap11;
        var message = Message.CreateMessage(
            version, new RmMessageFault(this, CreateCode(wsrm, isSoap11), wsrm, hasDetail && !isSoap11), wsrm.FaultAction(version.Addressing)?.Value);
        if (isSoap11 && IsAboutSequence)
        {
            message.Headers.Add(new SequenceFaultHeader(wsrm, this));
        }

        return message;
    }

    /// <summary>Reads a fault message. Null when the fault is not one of the protocol; the message's state is Read then as well.</summary>
    /// <param name="message">A message whose IsFault is true.</param>
    /// <param name="wsrm">The version.</param>
    /// <param name="fault">The fault as SOAP has it.</param>
    /// <exception cref="CommunicationException">The fault cannot be read, or it is larger than <see cref="MaxSize"/>.</exception>
    public static RmFault? TryRead(Message message, Wsrm wsrm, out MessageFault fault)
    {
        fault = MessageFault.CreateFault(message, MaxSize);
        return RmFaultReader.TryRead(message, fault, wsrm);
    }

    /// <summary>
    /// The exception for the application: ProtocolException when the message was wrong, CommunicationException when the receiver failed or
    /// does not know the sequence, ServerTooBusyException when too many sessions wait.
    /// </summary>
    public CommunicationException CreateException(Exception? innerException = null)
    {
        var text = Code == SequenceFaultCode.CreateSequenceRefused
            ? $"The service refused the reliable session: {Reason}"
            : $"The peer ended the reliable session with the fault {Code}: {Reason}";
        return Code switch
        {
            SequenceFaultCode.ConnectionLimitReached => new ServerTooBusyException(
                $"The service has too many reliable sessions that wait to be accepted (MaxPendingChannels). Try again later. It said: {Reason}",
                innerException),
            SequenceFaultCode.UnknownSequence => new CommunicationException(text, innerException),
            _ when IsReceiver => new CommunicationException(text, innerException),
            _ => new ProtocolException(text, innerException),
        };
    }

    /// <summary>The local name of a code.</summary>
    public static XmlDictionaryString NameOf(SequenceFaultCode code) => code switch
    {
        SequenceFaultCode.SequenceTerminated => WsrmNames.SequenceTerminated,
        SequenceFaultCode.UnknownSequence => WsrmNames.UnknownSequence,
        SequenceFaultCode.InvalidAcknowledgement => WsrmNames.InvalidAcknowledgement,
        SequenceFaultCode.MessageNumberRollover => WsrmNames.MessageNumberRollover,
        SequenceFaultCode.LastMessageNumberExceeded => WsrmNames.LastMessageNumberExceeded,
        SequenceFaultCode.SequenceClosed => WsrmNames.SequenceClosed,
        SequenceFaultCode.WsrmRequired => WsrmNames.WsrmRequired,
        SequenceFaultCode.CreateSequenceRefused or SequenceFaultCode.ConnectionLimitReached => WsrmNames.CreateSequenceRefused,
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };

    /// <summary>Writes what stands in the detail.</summary>
    public void WriteDetail(XmlDictionaryWriter writer, Wsrm wsrm)
    {
        if (Acknowledgement is not null)
        {
            RmXml.WriteStart(writer, wsrm, WsrmNames.SequenceAcknowledgement, WsrmNames.Prefix);
            AcknowledgementHeader.WriteContents(writer, wsrm, Acknowledgement);
            writer.WriteEndElement();
            return;
        }

        if (Identifier is null)
        {
            return;
        }

        RmXml.WriteIdentifier(writer, wsrm, Identifier, WsrmNames.Prefix);
        if (MaxMessageNumber is { } maxMessageNumber && wsrm.Is11)
        {
            RmXml.WriteStart(writer, wsrm, WsrmNames.MaxMessageNumber, WsrmNames.Prefix);
            writer.WriteValue(maxMessageNumber);
            writer.WriteEndElement();
        }
    }

    private bool IsAboutSequence
        => Code is not (SequenceFaultCode.CreateSequenceRefused or SequenceFaultCode.ConnectionLimitReached or SequenceFaultCode.WsrmRequired);

    private FaultCode CreateCode(Wsrm wsrm, bool isSoap11)
    {
        var isReceiver = IsReceiver || Code == SequenceFaultCode.ConnectionLimitReached;
        var special = isSoap11 && IsAboutSequence
            ? null
            : new FaultCode(
                NameOf(Code).Value,
                wsrm.Namespace.Value,
                Code == SequenceFaultCode.ConnectionLimitReached && !isSoap11
                    ? new FaultCode(WsrmNames.ConnectionLimitReached.Value, WsrmNames.ExtensionNamespace.Value)
                    : null);
        return new FaultCode(isReceiver ? "Receiver" : "Sender", special);
    }
}

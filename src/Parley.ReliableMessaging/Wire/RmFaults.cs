using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Faults of the protocol as messages, and as exceptions. WS-ReliableMessaging 1.1, section 4.</summary>
internal static class RmFaults
{
    /// <summary>The most bytes of a received fault that are kept.</summary>
    public const int MaxSize = 64 * 1024;

    /// <summary>Makes the message. What it answers and where it goes is for the caller to add.</summary>
    public static Message CreateMessage(SequenceFault fault, MessageVersion version, Wsrm wsrm)
    {
        var hasDetail = fault.Identifier is not null || fault.Acknowledgement is not null;
        var isSoap11 = version.Envelope == EnvelopeVersion.Soap11;
        var message = Message.CreateMessage(
            version,
            new RmMessageFault(fault, CreateCode(fault, wsrm, isSoap11), wsrm, hasDetail && !isSoap11),
            wsrm.FaultAction(version.Addressing)?.Value);
        if (isSoap11 && IsAboutSequence(fault.Code))
        {
            message.Headers.Add(new SequenceFaultHeader(wsrm, fault));
        }

        return message;
    }

    /// <summary>Reads a fault message. Null when the fault is not one of the protocol; the message's state is Read then as well.</summary>
    /// <param name="message">A message whose IsFault is true.</param>
    /// <param name="wsrm">The version.</param>
    /// <param name="fault">The fault as SOAP has it.</param>
    /// <exception cref="CommunicationException">The fault cannot be read, or it is larger than <see cref="MaxSize"/>.</exception>
    public static SequenceFault? TryRead(Message message, Wsrm wsrm, out MessageFault fault)
    {
        try
        {
            fault = MessageFault.CreateFault(message, MaxSize);
        }
        catch (QuotaExceededException e)
        {
            throw new ProtocolException($"The peer sent a fault of more than {MaxSize} bytes.", e);
        }

        return RmFaultReader.TryRead(message, fault, wsrm);
    }

    /// <summary>
    /// The exception for the application: ProtocolException when the message was wrong, CommunicationException when the receiver failed or
    /// does not know the sequence, ServerTooBusyException when too many sessions wait.
    /// </summary>
    public static CommunicationException CreateException(SequenceFault fault, Exception? innerException = null)
    {
        var text = fault.Code == SequenceFaultCode.CreateSequenceRefused
            ? $"The service refused the reliable session: {fault.Reason}"
            : $"The peer ended the reliable session with the fault {fault.Code}: {fault.Reason}";
        return fault.Code switch
        {
            SequenceFaultCode.ConnectionLimitReached => new ServerTooBusyException(
                $"The service has too many reliable sessions that wait to be accepted (MaxPendingChannels). Try again later. It said: {fault.Reason}",
                innerException),
            SequenceFaultCode.UnknownSequence => new CommunicationException(text, innerException),
            _ when !fault.IsSender => new CommunicationException(text, innerException),
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
    public static void WriteDetail(XmlDictionaryWriter writer, Wsrm wsrm, SequenceFault fault)
    {
        if (fault.Acknowledgement is { } acknowledgement)
        {
            RmXml.WriteStart(writer, wsrm, WsrmNames.SequenceAcknowledgement, WsrmNames.Prefix);
            AcknowledgementHeader.WriteContents(writer, wsrm, acknowledgement);
            writer.WriteEndElement();
            return;
        }

        if (fault.Identifier is null)
        {
            return;
        }

        RmXml.WriteIdentifier(writer, wsrm, fault.Identifier, WsrmNames.Prefix);
        if (fault.Code == SequenceFaultCode.MessageNumberRollover && wsrm.Is11)
        {
            RmXml.WriteStart(writer, wsrm, WsrmNames.MaxMessageNumber, WsrmNames.Prefix);
            writer.WriteValue(long.MaxValue);
            writer.WriteEndElement();
        }
    }

    private static bool IsAboutSequence(SequenceFaultCode code)
        => code is not (SequenceFaultCode.CreateSequenceRefused or SequenceFaultCode.ConnectionLimitReached or SequenceFaultCode.WsrmRequired);

    private static FaultCode CreateCode(SequenceFault fault, Wsrm wsrm, bool isSoap11)
    {
        var isSender = fault.IsSender && fault.Code != SequenceFaultCode.ConnectionLimitReached;
        var special = isSoap11 && IsAboutSequence(fault.Code)
            ? null
            : new FaultCode(
                NameOf(fault.Code).Value,
                wsrm.Namespace.Value,
                fault.Code == SequenceFaultCode.ConnectionLimitReached && !isSoap11
                    ? new FaultCode(WsrmNames.ConnectionLimitReached.Value, WsrmNames.ExtensionNamespace.Value)
                    : null);
        return new FaultCode(isSender ? "Sender" : "Receiver", special);
    }
}

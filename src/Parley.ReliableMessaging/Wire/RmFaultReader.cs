using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// Finds out whether a fault is one of the protocol, and which. A detail that is missing or cannot be read does not hide the fault: it is
/// about the session that it came to. A code of the protocol's namespace that is not known counts as SequenceTerminated.
/// </summary>
internal static class RmFaultReader
{
    public static SequenceFault? TryRead(Message message, MessageFault fault, Wsrm wsrm)
        => message.Version.Envelope == EnvelopeVersion.Soap11 ? ReadSoap11(message, fault, wsrm) : ReadSoap12(message, fault, wsrm);

    private static SequenceFault? ReadSoap12(Message message, MessageFault fault, Wsrm wsrm)
    {
        if (!fault.Code.IsSenderFault && !fault.Code.IsReceiverFault)
        {
            return null;
        }

        var subCode = fault.Code.SubCode;
        if (subCode?.Namespace != wsrm.Namespace.Value && wsrm.KindOf(message.Headers.Action) != MessageKind.Fault)
        {
            return null;
        }

        var code = subCode is null || subCode.Namespace != wsrm.Namespace.Value ? SequenceFaultCode.SequenceTerminated : CodeOf(subCode.Name, wsrm);
        if (code == SequenceFaultCode.CreateSequenceRefused && subCode?.SubCode is { } special
            && special.Name == WsrmNames.ConnectionLimitReached.Value && special.Namespace == WsrmNames.ExtensionNamespace.Value)
        {
            code = SequenceFaultCode.ConnectionLimitReached;
        }

        var result = new SequenceFault(code, null, fault.Reason.ToString(), fault.Code.IsSenderFault);
        if (!fault.HasDetail)
        {
            return result;
        }

        using var reader = fault.GetReaderAtDetailContents();
        return ReadDetail(reader, wsrm, result);
    }

    private static SequenceFault? ReadSoap11(Message message, MessageFault fault, Wsrm wsrm)
    {
        // Faults about the creation of a sequence have their code in the fault; SOAP 1.1 does not say whose fault it was.
        if (fault.Code.Namespace == wsrm.Namespace.Value)
        {
            return new SequenceFault(CodeOf(fault.Code.Name, wsrm), null, fault.Reason.ToString(), IsSender: false);
        }

        var headers = message.Headers;
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers[i].Name == WsrmNames.SequenceFault.Value && headers[i].Namespace == wsrm.Namespace.Value)
            {
                return ReadHeader(headers, i, new SequenceFault(SequenceFaultCode.SequenceTerminated, null, fault.Reason.ToString(), fault.Code.IsSenderFault), wsrm);
            }
        }

        return wsrm.KindOf(headers.Action) == MessageKind.Fault
            ? new SequenceFault(SequenceFaultCode.SequenceTerminated, null, fault.Reason.ToString(), fault.Code.IsSenderFault)
            : null;
    }

    private static SequenceFault ReadHeader(MessageHeaders headers, int index, SequenceFault fault, Wsrm wsrm)
    {
        try
        {
            using var reader = headers.GetReaderAtHeader(index);
            reader.ReadFullStartElement(WsrmNames.SequenceFault, wsrm.Namespace);
            reader.ReadFullStartElement(WsrmNames.FaultCode, wsrm.Namespace);
            reader.ReadContentAsQualifiedName(out var name, out var ns);
            reader.ReadEndElement();
            fault = fault with { Code = ns == wsrm.Namespace.Value ? CodeOf(name, wsrm) : SequenceFaultCode.SequenceTerminated };
            if (RmXml.IsOn(reader, wsrm, WsrmNames.Detail))
            {
                reader.ReadFullStartElement(WsrmNames.Detail, wsrm.Namespace);
            }

            return ReadDetail(reader, wsrm, fault);
        }
        catch (Exception e) when (RmXml.IsMalformed(e))
        {
            return fault;
        }
    }

    private static SequenceFault ReadDetail(XmlDictionaryReader reader, Wsrm wsrm, SequenceFault fault)
    {
        try
        {
            if (fault.Code == SequenceFaultCode.InvalidAcknowledgement && RmXml.IsOn(reader, wsrm, WsrmNames.SequenceAcknowledgement))
            {
                var acknowledgement = AcknowledgementReader.Read(reader, wsrm);
                return fault with { Acknowledgement = acknowledgement, Identifier = acknowledgement.Identifier };
            }

            return RmXml.IsOn(reader, wsrm, WsrmNames.Identifier) ? fault with { Identifier = RmXml.ReadIdentifier(reader, wsrm) } : fault;
        }
        catch (Exception e) when (RmXml.IsMalformed(e))
        {
            return fault;
        }
    }

    private static SequenceFaultCode CodeOf(string name, Wsrm wsrm) => name switch
    {
        "UnknownSequence" => SequenceFaultCode.UnknownSequence,
        "InvalidAcknowledgement" => SequenceFaultCode.InvalidAcknowledgement,
        "MessageNumberRollover" => SequenceFaultCode.MessageNumberRollover,
        "LastMessageNumberExceeded" when !wsrm.Is11 => SequenceFaultCode.LastMessageNumberExceeded,
        "SequenceClosed" when wsrm.Is11 => SequenceFaultCode.SequenceClosed,
        "WsrmRequired" or "WSRMRequired" when wsrm.Is11 => SequenceFaultCode.WsrmRequired,
        "CreateSequenceRefused" => SequenceFaultCode.CreateSequenceRefused,
        _ => SequenceFaultCode.SequenceTerminated,
    };
}

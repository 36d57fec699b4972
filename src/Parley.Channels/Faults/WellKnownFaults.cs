using System.Xml;

namespace Parley.Channels;

/// <summary>
/// The faults that SOAP and WS-Addressing define for messages that cannot be delivered. The messages are complete but for
/// the headers that relate them to the request.
/// </summary>
internal static class WellKnownFaults
{
    private const string MustUnderstandName = "MustUnderstand";
    private const string VersionMismatchName = "VersionMismatch";

    /// <summary>No endpoint listens at the address. WS-Addressing 1.0 SOAP Binding section 6.4.3.</summary>
    public static Message DestinationUnreachable(MessageVersion version, Uri? to)
        => Addressing(version, "DestinationUnreachable", NoEndpointReason(to));

    /// <summary>
    /// No endpoint that opens sessions listens at the address. WCF documentation: Reliable Messaging Protocol version 1.0, B1603; version 1.1, B1802.
    /// </summary>
    public static Message NoEndpointForSession(MessageVersion version, Uri? to) => Addressing(version, "EndpointUnavailable", NoEndpointReason(to));

    /// <summary>The reason of <see cref="DestinationUnreachable"/>.</summary>
    public static string NoEndpointReason(Uri? to) => to is null
        ? "The message has no To header, so that no endpoint could be found for it."
        : $"No endpoint of this service has the address '{to}'. Client and service must agree on the address; where something between them changes it, the client sets ClientViaBehavior, or the service AddressFilterMode.Any.";

    /// <summary>The address is right, but nobody is there to take the message. WS-Addressing 1.0 SOAP Binding section 6.4.5.</summary>
    public static Message EndpointUnavailable(MessageVersion version, string reason) => Addressing(version, "EndpointUnavailable", reason, isSender: false);

    /// <summary>No operation has the action. WS-Addressing 1.0 SOAP Binding section 6.4.4.</summary>
    public static Message ActionNotSupported(MessageVersion version, string reason) => Addressing(version, "ActionNotSupported", reason);

    /// <summary>A header is missing. WS-Addressing 1.0 SOAP Binding section 6.4.2; August 2004 section 4.2.</summary>
    public static Message MessageHeaderRequired(MessageVersion version, string headerName)
        => Addressing(
            version,
            version.Addressing == AddressingVersion.WSAddressingAugust2004 ? "MessageInformationHeaderRequired" : "MessageAddressingHeaderRequired",
            $"The message has no addressing header '{headerName}', which is required.", problemHeader: headerName);

    /// <summary>A header is malformed or stands twice. WS-Addressing 1.0 SOAP Binding section 6.4.1; August 2004 section 4.1.</summary>
    public static Message InvalidHeader(MessageVersion version, string reason, string? headerName, bool isDuplicate)
    {
        if (version.Addressing != AddressingVersion.WSAddressing10)
        {
            return Addressing(version, "InvalidMessageInformationHeader", reason, problemHeader: headerName);
        }

        var special = isDuplicate ? new FaultCode("InvalidCardinality", version.Addressing.Namespace.Value) : null;
        return Addressing(version, "InvalidAddressingHeader", reason, special: special, problemHeader: headerName);
    }

    /// <summary>The transport states another action than the message. WS-Addressing 1.0 SOAP Binding sections 6.1 and 6.4.1.7.</summary>
    public static Message ActionMismatch(MessageVersion version, string stated, string action)
    {
        var reason = $"The action of the message, '{action}', is not the action that its HTTP header states, '{stated}'.";
        return version.Addressing == AddressingVersion.WSAddressing10
            ? Addressing(
                version, "InvalidAddressingHeader", reason,
                special: new FaultCode("ActionMismatch", version.Addressing.Namespace.Value), problemHeader: "Action")
            : Addressing(version, "InvalidMessageInformationHeader", reason, problemHeader: "Action");
    }

    /// <summary>Headers that must be understood were not. SOAP 1.2 part 1 section 5.4.8; SOAP 1.1 section 4.4.1.</summary>
    public static Message MustUnderstand(MessageVersion version, IReadOnlyList<MessageHeaderInfo> headers)
    {
        var fault = MessageFault.CreateFault(new FaultCode(MustUnderstandName), MustUnderstandReason(headers));
        var message = Message.CreateMessage(version, fault, version.Addressing.SoapFaultAction?.Value);
        if (version.Envelope == EnvelopeVersion.Soap12)
        {
            foreach (var header in headers)
            {
                message.Headers.Add(new NotUnderstoodHeader(header.Name, header.Namespace));
            }
        }

        return message;
    }

    /// <summary>The reason of <see cref="MustUnderstand"/>.</summary>
    public static string MustUnderstandReason(IReadOnlyList<MessageHeaderInfo> headers)
        => $"The header '{headers[0].Name}' of the namespace '{headers[0].Namespace}' must be understood, and this receiver does not. "
            + "The sender speaks a protocol that the receiver's binding does not have: give both the same binding.";

    /// <summary>The envelope is of another version of SOAP. SOAP 1.2 part 1 section 5.4.7 and appendix A.</summary>
    public static Message VersionMismatch(MessageVersion version)
    {
        var fault = MessageFault.CreateFault(
            new FaultCode(VersionMismatchName), $"The message's envelope is of another version of SOAP than this endpoint's, which is {version.Envelope}.");
        var message = Message.CreateMessage(version, fault, version.Addressing.SoapFaultAction?.Value);
        if (version.Envelope != EnvelopeVersion.None)
        {
            message.Headers.Add(new UpgradeHeader(version.Envelope));
        }

        return message;
    }

    /// <summary>The fault for an exception about a received message; null when the exception is about something else.</summary>
    public static Message? TryCreate(Exception exception, MessageVersion version) => exception switch
    {
        IFaultSource source => source.CreateFaultMessage(version),
        MessageHeaderException { HeaderName: { } name } header when IsAddressing(header.HeaderNamespace)
            => InvalidHeader(version, header.Message, name, header.IsDuplicate),
        MessageHeaderException header => Sender(version, header.Message),
        XmlException => Sender(version, "The message is not well-formed XML, or not a SOAP envelope as this endpoint expects it."),
        _ => null,
    };

    private static bool IsAddressing(string? ns)
        => ns == AddressingVersion.WSAddressing10.Namespace.Value || ns == AddressingVersion.WSAddressingAugust2004.Namespace.Value;

    private static Message Sender(MessageVersion version, string reason)
        => Message.CreateMessage(version, MessageFault.CreateFault(new FaultCode("Sender"), reason), version.Addressing.SoapFaultAction?.Value);

    /// <remarks>Without addressing, too, the code has the name that addressing gives it, in the namespace that stands for no addressing: so does WCF, and
    /// its clients go by it.</remarks>
    private static Message Addressing(
        MessageVersion version, string name, string reason, bool isSender = true, FaultCode? special = null, string? problemHeader = null)
    {
        var subCode = new FaultCode(name, version.Addressing.Namespace.Value, special);
        var code = new FaultCode(isSender ? "Sender" : "Receiver", subCode);
        var isAddressing10 = version.Addressing == AddressingVersion.WSAddressing10;
        var fault = problemHeader is not null && isAddressing10 && version.Envelope == EnvelopeVersion.Soap12
            ? new ProblemHeaderFault(code, new FaultReason(reason), problemHeader)
            : MessageFault.CreateFault(code, reason);
        return Message.CreateMessage(version, fault, version.Addressing.FaultAction?.Value);
    }
}

using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>The body of CreateSequenceResponse. WS-ReliableMessaging 1.1, section 3.4.</summary>
internal sealed record CreateSequenceResponseBody
{
    /// <summary>The new sequence.</summary>
    public required string Identifier { get; init; }

    /// <summary>How long it may live; null when it is not said.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>1.1 only; null when it is not said.</summary>
    public IncompleteSequenceBehavior? Behavior { get; init; }

    /// <summary>The offer is taken, and its acknowledgements go here; null when it is not, or when there was none.</summary>
    public EndpointAddress? AcceptAcksTo { get; init; }

    /// <summary>Reads the body. The message's state is Read afterwards.</summary>
    /// <exception cref="MalformedRmException">It is malformed.</exception>
    public static CreateSequenceResponseBody Read(Message message, Wsrm wsrm)
    {
        string? identifier = null;
        try
        {
            using var reader = RmBody.Open(message);
            reader.ReadFullStartElement(WsrmNames.CreateSequenceResponse, wsrm.Namespace);
            identifier = RmXml.ReadIdentifier(reader, wsrm);
            var expires = RmBody.ReadExpires(reader, wsrm);
            var behavior = RmBody.ReadBehavior(reader, wsrm);
            EndpointAddress? acksTo = null;
            if (RmXml.IsOn(reader, wsrm, WsrmNames.Accept))
            {
                reader.ReadFullStartElement(WsrmNames.Accept, wsrm.Namespace);
                acksTo = EndpointAddress.ReadFrom(message.Version.Addressing, reader, WsrmNames.AcksTo, wsrm.Namespace);
                RmXml.SkipToEnd(reader);
            }

            RmXml.SkipToEnd(reader);
            RmBody.RequireEnd(reader);
            return new CreateSequenceResponseBody { Identifier = identifier, Expires = expires, Behavior = behavior, AcceptAcksTo = acksTo };
        }
        catch (Exception e) when (RmXml.IsMalformed(e))
        {
            throw new MalformedRmException(wsrm, WsrmNames.CreateSequenceResponse.Value, identifier, e.Message, e);
        }
    }

    /// <summary>Writes the body's element.</summary>
    public void WriteTo(XmlDictionaryWriter writer, Wsrm wsrm, AddressingVersion addressing)
    {
        RmXml.WriteStart(writer, wsrm, WsrmNames.CreateSequenceResponse);
        RmXml.WriteIdentifier(writer, wsrm, Identifier, null);
        if (Expires is { } expires)
        {
            RmBody.WriteExpires(writer, wsrm, expires);
        }

        RmBody.WriteBehavior(writer, wsrm, Behavior);
        if (AcceptAcksTo is not null)
        {
            RmXml.WriteStart(writer, wsrm, WsrmNames.Accept);
            AcceptAcksTo.WriteTo(addressing, writer, WsrmNames.AcksTo, wsrm.Namespace);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }
}
